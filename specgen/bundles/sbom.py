"""The bill of materials of a bundle: SPDX 2.3 as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha1, sha256
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from specgen.bundles.manifest import BundleInfo

NAME = "sbom.spdx.json"
_PACKAGE = "SPDXRef-Package"
_TOOL = "SPDXRef-Generator"
_NONE = "NOASSERTION"
_KINDS = {
    **dict.fromkeys(("c", "h", "rs", "py", "sv", "td", "cmake", "rdl"), "SOURCE"),
    **dict.fromkeys(("md", "txt"), "TEXT"),
    "whl": "ARCHIVE",
}


def sbom(info: BundleInfo, files: Mapping[str, bytes], time: int) -> bytes:
    """Return the document: a package of all ``files`` with their digests, and specgen, which made it.

    ``time`` (seconds since 1970) is given as that of its making. The same arguments give the same bytes.
    """
    listed = [_file(number, path, data) for number, (path, data) in enumerate(sorted(files.items()), 1)]
    sums = "".join(sorted(file["checksums"][0]["checksumValue"] for file in listed))
    digest = sha256("".join(f["checksums"][1]["checksumValue"] for f in listed).encode()).hexdigest()
    identity = f"{info.name}/{info.version}/{info.content_hash}/{info.specgen}/{digest}/{time}"
    document = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": info.folder,
        "documentNamespace": f"urn:uuid:{uuid5(NAMESPACE_URL, identity)}",
        "creationInfo": {
            "created": datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "creators": [f"Tool: specgen-{info.specgen}"],
        },
        "packages": [_package(info, sums), _generator(info)],
        "files": listed,
        "relationships": [
            _related("SPDXRef-DOCUMENT", "DESCRIBES", _PACKAGE),
            _related(_TOOL, "BUILD_TOOL_OF", _PACKAGE),
            *(_related(_PACKAGE, "CONTAINS", file["SPDXID"]) for file in listed),
        ],
    }
    return (json.dumps(document, indent=1) + "\n").encode()


def _package(info: BundleInfo, sums: str) -> dict[str, Any]:
    return {
        "SPDXID": _PACKAGE,
        "name": info.name,
        "versionInfo": info.version,
        "downloadLocation": _NONE,
        "filesAnalyzed": True,
        "packageVerificationCode": {
            "packageVerificationCodeValue": _sha1(sums.encode()),
            "packageVerificationCodeExcludedFiles": ["./bundle.json", f"./{NAME}"],
        },
        "licenseConcluded": _NONE,
        "licenseDeclared": _NONE if info.licence else "NONE",
        "licenseInfoFromFiles": [_NONE],
        "copyrightText": _NONE,
        "comment": f"Content of the spec, SHA-256: {info.content_hash}",
    }


def _generator(info: BundleInfo) -> dict[str, Any]:
    return {
        "SPDXID": _TOOL,
        "name": "specgen",
        "versionInfo": info.specgen,
        "downloadLocation": _NONE,
        "filesAnalyzed": False,
        "licenseConcluded": "Apache-2.0",
        "licenseDeclared": "Apache-2.0",
        "copyrightText": _NONE,
    }


def _file(number: int, path: str, data: bytes) -> dict[str, Any]:
    return {
        "SPDXID": f"SPDXRef-File-{number}",
        "fileName": f"./{path}",
        "fileTypes": [_KINDS.get(path.rpartition(".")[2], "OTHER")],
        "checksums": [
            {"algorithm": "SHA1", "checksumValue": _sha1(data)},
            {"algorithm": "SHA256", "checksumValue": sha256(data).hexdigest()},
        ],
        "licenseConcluded": _NONE,
        "licenseInfoInFiles": [_NONE],
        "copyrightText": _NONE,
    }


def _related(one: str, kind: str, other: str) -> dict[str, str]:
    return {"spdxElementId": one, "relationshipType": kind, "relatedSpdxElement": other}


def _sha1(data: bytes) -> str:
    """The digest that SPDX 2.3 asks for; what bundles are verified by is SHA-256."""
    return sha1(data, usedforsecurity=False).hexdigest()
