"""What all documents share: strict keys, the words of every item, and the spellings of a number."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from specgen.source.scalars import SpelledFloat, spelling_of

_PROVENANCE = {
    "source": {"type": "string", "description": "What the number rests on: a data sheet, a measurement."},
    "confidence": {
        "enum": ["measured", "datasheet", "simulated", "estimated", "assumed"],
        "description": "How far the number may be believed.",
    },
    "range": {
        "type": "array",
        "minItems": 2,
        "maxItems": 2,
        "items": {"type": ["number", "string"]},
        "description": "Between which values the true one lies.",
    },
}
NUMBER: dict[str, Any] = {
    "description": "A number, an expression over parameters, or a quantity such as 256 KiB.",
    "anyOf": [
        {"type": ["number", "boolean"]},
        {"type": "string"},
        {
            "type": "object",
            "additionalProperties": False,
            "required": ["value"],
            "properties": {
                "value": {"type": ["number", "string", "boolean"], "description": "The number itself."},
                **_PROVENANCE,
            },
        },
    ],
}


def _version(value: Any) -> Any:
    """A version such as 1.4 reads as a number: keep what was written."""
    if isinstance(value, int | SpelledFloat) and not isinstance(value, bool):
        return spelling_of(value)
    return value


Number = Annotated[Any, WithJsonSchema(NUMBER)]
"""A number, an expression over parameters, a quantity, or one of these with what it rests on."""

TEXT = {"type": ["string", "number"]}
Text = Annotated[Any, WithJsonSchema(TEXT)]
"""An expression of the semantics language: text, or a plain number."""

Version = Annotated[
    str,
    BeforeValidator(_version),
    WithJsonSchema({"type": ["string", "number"], "examples": ["1.4", "0.1.0"]}),
]


class Document(BaseModel):
    """A mapping of a spec: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, defer_build=True)


class Retired(Document):
    """When an item was withdrawn."""

    in_version: Annotated[Version, Field(alias="in", description="The version that withdrew it.")]
    reuse: Annotated[
        Version, Field(description="From which version the name or code may be used again, or never.")
    ] = "never"


class ItemDocument(Document):
    """What every item may have."""

    summary: Annotated[str, Field(description="What it is, in one sentence.")] = ""
    description: Annotated[str, Field(description="More about it, in Markdown.")] = ""
    since: Annotated[Version | None, Field(description="The version that introduced it.")] = None
    status: Annotated[
        Literal["draft", "beta", "stable", "deprecated"], Field(description="How far one may rely on it.")
    ] = "stable"
    renamed_from: Annotated[str | None, Field(description="Its earlier name.")] = None
    retired: Annotated[Retired | None, Field(description="When it was withdrawn.")] = None
    requirements: Annotated[
        dict[str, str] | None, Field(description="Normative sentences by permanent id, such as R-MATMUL-1.")
    ] = None
