"""The JSON Schema of the JSON report: what scripts may rely on."""

from __future__ import annotations

from typing import Any

from specgen.review.findings import Evidence
from specgen.review.outcome import Bump
from specgen.review.verdicts import CONSUMERS, QUESTIONS, Effect, Level

_ANY: dict[str, Any] = {}
_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 0}
_BOOL = {"type": "boolean"}
_LEVEL = {"enum": [str(level) for level in Level]}
_EFFECT = {"enum": [effect.name.lower() for effect in Effect]}
_LIMIT = {"enum": [*_LEVEL["enum"], "never"]}
_KINDS = ["decision", "target", "workload", "peak", "bandwidth", "number"]


def report_schema() -> dict[str, Any]:
    """Return the schema; keys may be added to a version, never taken away or given another meaning."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Review of a spec, as `specgen diff --format json` writes it",
        **_object(
            format=_told({"const": "specgen-review"}, "What this is."),
            version=_told({"const": 1}, "Keys may be added to a version, never taken away or given another meaning."),
            old=_ref("side"),
            new=_ref("side"),
            variants=_told(_list(_TEXT), "Those of the new side that were compared."),
            failed=_told(_BOOL, "Whether the command that wrote this ended with code 1."),
            level=_LEVEL,
            bump=_told(
                _object(needed={"enum": list(map(str, Bump))}, given={"enum": list(map(str, Bump))}),
                "Which number of the version has to rise, and which did.",
            ),
            summary=_object(**dict.fromkeys((*_LEVEL["enum"], "approved", "left_out"), _COUNT)),
            consumers={"type": "object", "additionalProperties": _ref("consumer"), "propertyNames": {"enum": list(CONSUMERS)}},
            cost=_ref("cost"),
            findings=_told(_list(_ref("finding")), "Worst first; approved ones among them."),
            problems=_told(_list(_ref("problem")), "What is wrong with approvals."),
            slices=_told(
                {"type": "object"},
                "Both sides cut down to what the witnesses need, `old` and `new`: the data of a spec.yaml each. Empty where "
                "there is no witness.",
            ),
        ),
        "$defs": _definitions(),
    }  # fmt: skip


def _definitions() -> dict[str, Any]:
    return {
        "side": _object(
            label=_told(_TEXT, "What the user called it."), name=_TEXT, version=_TEXT, content_hash=_TEXT,
            binary_hashes=_told({"type": "object", "additionalProperties": _TEXT}, "Of each variant: what binaries depend on."),
        ),
        "consumer": _object(effect=_EFFECT, level=_LEVEL, fail_on=_LIMIT, failed=_BOOL),
        "cost": _object(
            computed=_told(_COUNT, "Figures that were compared."),
            moves=_list(_object(
                kind={"enum": _KINDS}, name=_TEXT, variant=_or_null(_TEXT), before=_TEXT, after=_TEXT,
                ratio=_told(_or_null({"type": "number"}), "After / before."),
                worse=_told(_or_null(_BOOL), "Whether users lose by it; null where that depends."),
            )),
            why=_told(_or_null(_TEXT), "Why some figures could not be computed."),
        ),
        "finding": _finding(),
        "verdict": _object(
            level=_LEVEL,
            effects=_object(**dict.fromkeys(CONSUMERS, _EFFECT)),
            questions=_told(_list({"enum": list(QUESTIONS)}), "Those that are answered badly."),
        ),
        "witness": _told(_object(
            action=_TEXT, variant=_TEXT, was=_told(_TEXT, "The variant's name on the old side."),
            input={"type": "object"}, before=_ANY, after=_ANY, told=_TEXT,
        ), "An input to which the two sides give different answers."),
        "place": _object(
            path=_TEXT, line={"type": "integer", "minimum": 1}, column={"type": "integer", "minimum": 1},
            end_column=_told(_or_null({"type": "integer"}), "One past the last."),
        ),
        "drawing": _told(_object(
            unit={"enum": ["bit", "byte"]}, before=_or_null(_ref("picture")), after=_or_null(_ref("picture"))
        ), "Which bits of a word or register, or bytes of a structure, have which name."),
        "picture": _object(name=_TEXT, size=_COUNT, cells=_list(_object(
            name=_TEXT, high=_COUNT, low=_COUNT, value=_or_null(_TEXT), changed=_BOOL
        ))),
        "approval": _object(owner=_TEXT, reason=_TEXT, expires={"type": "string", "format": "date"}),
        "problem": _told({"type": "object", "required": ["rule", "message", "location"]}, "As in specgen-diagnostics."),
    }  # fmt: skip


def _finding() -> dict[str, Any]:
    return _object(
        rule=_TEXT,
        fingerprint=_told(
            {"type": "string", "pattern": "^[0-9a-f]{12}$"},
            "Of rule, subject, before and after: what approvals name.",
        ),
        subject=_told(_TEXT, "The path of the change in the resolved spec."),
        level=_told(_LEVEL, "For the consumers that were asked for."),
        message=_TEXT,
        hint=_or_null(_TEXT),
        status=_told(_TEXT, "Of the item: draft, beta, stable, deprecated."),
        variants=_list(_TEXT),
        verdict=_ref("verdict"),
        unweighed=_told(_or_null(_ref("verdict")), "What the verdict would be were the item stable."),
        before=_TEXT,
        after=_TEXT,
        evidence=_object(kind={"enum": [one.value for one in Evidence]}, told=_TEXT),
        witness=_or_null(_ref("witness")),
        location=_or_null(_ref("place")),
        old_location=_or_null(_ref("place")),
        drawing=_or_null(_ref("drawing")),
        approval=_or_null(_ref("approval")),
        fails=_told(_BOOL, "Whether it fails the review: it is bad enough for somebody, and not approved."),
    )


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _or_null(one: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [one, {"type": "null"}]}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


def _told(one: dict[str, Any], description: str) -> dict[str, Any]:
    return {**one, "description": description}


if __name__ == "__main__":
    import json
    import sys

    json.dump(report_schema(), sys.stdout, indent=1)
    sys.stdout.write("\n")
