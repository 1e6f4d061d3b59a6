"""The bill of materials is SPDX 2.3: what its JSON schema and its text demand of what is said."""

from __future__ import annotations

import json
from hashlib import sha1, sha256
from typing import Any

import jsonschema

from specgen.bundles import bundle_files
from tests.bundles.making import contents

REFERENCE = {"type": "string", "pattern": "^SPDXRef-[a-zA-Z0-9.-]+$"}
LICENCE = {"type": "string", "pattern": "^[A-Za-z0-9.+()-]+( (AND|OR|WITH) [A-Za-z0-9.+()-]+)*$"}
CHECKSUM = {
    "type": "object",
    "required": ["algorithm", "checksumValue"],
    "additionalProperties": False,
    "properties": {
        "algorithm": {"enum": ["SHA1", "SHA256"]},
        "checksumValue": {"type": "string", "pattern": "^([0-9a-f]{40}|[0-9a-f]{64})$"},
    },
}
_SHA1 = {"properties": {"algorithm": {"const": "SHA1"}}}
SCHEMA = {
    "type": "object",
    "required": ["spdxVersion", "dataLicense", "SPDXID", "name", "documentNamespace", "creationInfo"],
    "additionalProperties": False,
    "properties": {
        "spdxVersion": {"const": "SPDX-2.3"},
        "dataLicense": {"const": "CC0-1.0"},
        "SPDXID": {"const": "SPDXRef-DOCUMENT"},
        "name": {"type": "string", "minLength": 1},
        "documentNamespace": {"type": "string", "pattern": "^[a-z]+:[^#]+$"},
        "creationInfo": {
            "type": "object",
            "required": ["created", "creators"],
            "properties": {
                "created": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
                "creators": {
                    "type": "array",
                    "minItems": 1,
                    "items": {"pattern": "^(Tool|Person|Organization): ."},
                },
            },
        },
        "packages": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["SPDXID", "name", "downloadLocation", "filesAnalyzed"],
                "additionalProperties": False,
                "if": {"properties": {"filesAnalyzed": {"const": True}}},
                "then": {"required": ["packageVerificationCode"]},
                "else": {"not": {"required": ["licenseInfoFromFiles"]}},
                "properties": {
                    "SPDXID": REFERENCE,
                    "name": {"type": "string", "minLength": 1},
                    "versionInfo": {"type": "string"},
                    "downloadLocation": {"type": "string", "minLength": 1},
                    "filesAnalyzed": {"type": "boolean"},
                    "packageVerificationCode": {
                        "type": "object",
                        "required": ["packageVerificationCodeValue"],
                        "properties": {
                            "packageVerificationCodeValue": {"type": "string", "pattern": "^[0-9a-f]{40}$"},
                            "packageVerificationCodeExcludedFiles": {"type": "array", "items": {"pattern": "^\\./"}},
                        },
                    },
                    "licenseConcluded": LICENCE,
                    "licenseDeclared": LICENCE,
                    "licenseInfoFromFiles": {"type": "array", "minItems": 1, "items": LICENCE},
                    "copyrightText": {"type": "string"},
                    "comment": {"type": "string"},
                },
            },
        },
        "files": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["SPDXID", "fileName", "checksums"],
                "additionalProperties": False,
                "properties": {
                    "SPDXID": REFERENCE,
                    "fileName": {"type": "string", "pattern": "^\\./[^/]"},
                    "fileTypes": {"type": "array", "items": {"enum": ["SOURCE", "TEXT", "ARCHIVE", "OTHER"]}},
                    "checksums": {"type": "array", "contains": _SHA1, "items": CHECKSUM},
                    "licenseConcluded": LICENCE,
                    "licenseInfoInFiles": {"type": "array", "minItems": 1, "items": LICENCE},
                    "copyrightText": {"type": "string"},
                },
            },
        },
        "relationships": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["spdxElementId", "relationshipType", "relatedSpdxElement"],
                "additionalProperties": False,
                "properties": {
                    "spdxElementId": REFERENCE,
                    "relationshipType": {"enum": ["DESCRIBES", "CONTAINS", "BUILD_TOOL_OF"]},
                    "relatedSpdxElement": REFERENCE,
                },
            },
        },
    },
}  # fmt: skip


def _document(**changes: object) -> tuple[dict[str, Any], dict[str, bytes]]:
    _, files = bundle_files(contents(**changes))
    document = json.loads(files.pop("sbom.spdx.json"))
    return document, files


def test_it_is_what_spdx_asks_for() -> None:
    document, _ = _document()
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(document, SCHEMA)
    names = [one["SPDXID"] for one in (document, *document["packages"], *document["files"])]
    assert len(names) == len({*names})
    for relation in document["relationships"]:
        assert {relation["spdxElementId"], relation["relatedSpdxElement"]} <= {*names}


def test_every_file_is_in_it_with_its_digests() -> None:
    document, files = _document()
    assert [one["fileName"] for one in document["files"]] == [f"./{path}" for path in sorted(files)]
    for one in document["files"]:
        data = files[one["fileName"][2:]]
        digests = {c["algorithm"]: c["checksumValue"] for c in one["checksums"]}
        assert digests == {"SHA1": sha1(data).hexdigest(), "SHA256": sha256(data).hexdigest()}


def test_the_verification_code_is_of_all_files() -> None:
    document, files = _document()
    sums = "".join(sorted(sha1(data).hexdigest() for data in files.values()))
    code = document["packages"][0]["packageVerificationCode"]
    assert code["packageVerificationCodeValue"] == sha1(sums.encode()).hexdigest()
    assert code["packageVerificationCodeExcludedFiles"] == ["./bundle.json", "./sbom.spdx.json"]


def test_documents_are_told_apart_by_what_they_are_of() -> None:
    one, same, other = _document()[0], _document()[0], _document(std={})[0]
    assert one == same
    assert one["documentNamespace"] != other["documentNamespace"]
    later = _document(time=1_700_000_000)[0]
    assert later["creationInfo"]["created"] == "2023-11-14T22:13:20Z"
    assert later["documentNamespace"] != one["documentNamespace"]


def test_a_licence_is_told_or_said_not_to_be() -> None:
    assert _document(licence=None)[0]["packages"][0]["licenseDeclared"] == "NONE"
    assert _document()[0]["packages"][0]["licenseDeclared"] == "NOASSERTION"
