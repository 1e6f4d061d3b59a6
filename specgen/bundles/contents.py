"""What is put into a bundle: the files of targets in their places, and what tells build tools of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from specgen.bundles.cmake import cmake_files
from specgen.bundles.manifest import BundleInfo
from specgen.bundles.pkgconfig import pkgconfig_files
from specgen.bundles.placing import package, place
from specgen.bundles.readme import readme
from specgen.bundles.sbom import NAME as SBOM
from specgen.bundles.sbom import sbom
from specgen.bundles.wheel import wheel, wheel_name

EPOCH = 315_532_800
"""1 January 1980, in seconds since 1970: the first moment that all archives can tell of."""
LATEST = 4_354_819_198
"""31 December 2107, the last."""


@dataclass(frozen=True, slots=True)
class Contents:
    """A spec and what was made of it.

    ``variants`` are the binary hashes by name, the default variant first. ``made`` are the files of each target, every path
    beginning with a variant. ``spec`` are the files of the spec, ``std`` those of the library that it includes, ``vectors``
    and ``schemas`` what their names say; their paths are within the folder of each. ``home`` is the folder in ``spec`` that
    holds spec.yaml; ``licence`` is the text of the spec's licence. ``time`` is in seconds since 1970, ``specgen`` the version
    of what made all this.
    """

    specgen: str
    name: str
    version: str
    summary: str
    content_hash: str
    variants: Mapping[str, str]
    home: str
    made: Mapping[str, Mapping[str, str | bytes]]
    spec: Mapping[str, bytes]
    std: Mapping[str, bytes] = field(default_factory=dict)
    vectors: Mapping[str, bytes] = field(default_factory=dict)
    schemas: Mapping[str, bytes] = field(default_factory=dict)
    licence: bytes | None = None
    time: int = EPOCH


def bundle_files(contents: Contents) -> tuple[BundleInfo, dict[str, bytes]]:
    """Return what a bundle says of itself, still without its files, and these by path.

    Raises BundleError where two targets claim one path for different files.
    """
    info = BundleInfo(
        contents.name,
        contents.version,
        contents.content_hash,
        contents.variants,
        contents.specgen,
        f"spec/{contents.home}",
        "std",
        "LICENSE" if contents.licence is not None else None,
        (),
    )
    files = place(contents.name, next(iter(contents.variants)), contents.made)
    for folder in ("spec", "std", "vectors"):
        files |= {f"{folder}/{path}": data for path, data in getattr(contents, folder).items()}
    files |= {f"schema/{path}": data for path, data in contents.schemas.items()}
    if contents.licence is not None:
        files["LICENSE"] = contents.licence
    files |= _wheels(contents, files)
    files |= {path: text.encode() for path, text in _tools(contents, files).items()}
    files["README.md"] = readme(info, contents.summary, files).encode()
    files[SBOM] = sbom(info, files, contents.time)
    return info, files


def _wheels(contents: Contents, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """A wheel for each variant that has a Python package."""
    found: dict[str, bytes] = {}
    default = next(iter(contents.variants))
    for variant in contents.variants:
        name, folder = package(contents.name, variant, default), f"python/{variant}/"
        modules = {path.removeprefix(folder): data for path, data in files.items() if path.startswith(folder)}
        if modules:
            found[f"python/{wheel_name(name, contents.version)}"] = wheel(
                name, contents.version, contents.summary, modules,
                specgen=contents.specgen, time=contents.time, licence=contents.licence,
            )  # fmt: skip
    return found


def _tools(contents: Contents, files: Mapping[str, bytes]) -> dict[str, str]:
    """What build tools find the rest by."""
    name, version, variants = contents.name, contents.version, list(contents.variants)
    return {
        **cmake_files(name, version, variants, files),
        **pkgconfig_files(name, version, contents.summary, variants),
        **_lists(name, variants, files),
    }


def _lists(name: str, variants: list[str], files: Mapping[str, bytes]) -> dict[str, str]:
    """Lists of files for tools of SystemVerilog, relative to where they lie."""
    found: dict[str, str] = {}
    for variant in variants:
        folder = f"systemverilog/{variant}/"
        within = [path.removeprefix(folder) for path in sorted(files) if path.startswith(folder)]
        if within:
            found[f"{folder}{name}.f"] = "".join(f"{path}\n" for path in within)
    return found
