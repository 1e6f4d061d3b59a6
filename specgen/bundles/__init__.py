"""Bundles: a spec and all that is made of it in one archive that other repositories take; written, verified, read."""

from specgen.bundles.contents import EPOCH, LATEST, Contents, bundle_files
from specgen.bundles.manifest import NAME, BundledFile, BundleError, BundleInfo
from specgen.bundles.placing import LEFT_OUT
from specgen.bundles.reading import check_bundle, extract_bundle, read_bundle
from specgen.bundles.taking import Taken, licence_of, take
from specgen.bundles.writing import archive_bytes, bundle_bytes, write_bundle

__all__ = [
    "EPOCH",
    "LATEST",
    "LEFT_OUT",
    "NAME",
    "BundleError",
    "BundleInfo",
    "BundledFile",
    "Contents",
    "Taken",
    "archive_bytes",
    "bundle_bytes",
    "bundle_files",
    "check_bundle",
    "extract_bundle",
    "licence_of",
    "read_bundle",
    "take",
    "write_bundle",
]
