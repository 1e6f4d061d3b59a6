"""Number formats as code: what C and Python need to round, convert and scale the numbers of a spec.

`Numerics` gathers the C functions that a generated program uses; `encode`, `quantise` and their kin work on NumPy arrays,
as the module that is generated for a spec does. `codes`, `properties` and `study` say what a format is good for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from specgen.generators.numerics.c import (
        Mode,
        Numerics,
        c_type,
        carrier,
        code_type,
        native,
        quantum,
    )
    from specgen.generators.numerics.conversions import (
        BlockConversion,
        Conversion,
        explain,
        explain_blocks,
        parse_number,
    )
    from specgen.generators.numerics.listing import (
        Code,
        codes,
        decimal,
        describe,
        exact,
    )
    from specgen.generators.numerics.numpy import (
        SAMPLES,
        Quantised,
        Study,
        convert,
        decode,
        dequantise,
        encode,
        numpy_module,
        pack_bits,
        quantise,
        round_to,
        samples,
        study,
        unpack_bits,
        value_dtype,
    )
    from specgen.generators.numerics.traits import (
        Properties,
        properties,
    )
    from specgen.generators.target import Files, Request

__all__ = [
    "SAMPLES",
    "BlockConversion",
    "Code",
    "Conversion",
    "Mode",
    "Numerics",
    "Properties",
    "Quantised",
    "Study",
    "c_type",
    "carrier",
    "code_type",
    "codes",
    "convert",
    "decimal",
    "decode",
    "dequantise",
    "describe",
    "encode",
    "exact",
    "explain",
    "explain_blocks",
    "generate",
    "native",
    "numpy_module",
    "pack_bits",
    "parse_number",
    "properties",
    "quantise",
    "quantum",
    "round_to",
    "samples",
    "study",
    "unpack_bits",
    "value_dtype",
]

_LATE = {
    **dict.fromkeys(("Mode", "Numerics", "c_type", "carrier", "code_type", "native", "quantum"), "c"),
    **dict.fromkeys(
        ("BlockConversion", "Conversion", "explain", "explain_blocks", "parse_number"), "conversions"
    ),
    **dict.fromkeys(("Code", "codes", "decimal", "describe", "exact"), "listing"),
    **dict.fromkeys(("Properties", "properties"), "traits"),
}


def generate(request: Request) -> Files:
    """Return a C header and a NumPy module of every variant asked for, a folder each."""
    from specgen.generators.numerics.c.header import emit_header
    from specgen.generators.numerics.numpy import numpy_module

    files: Files = {}
    for one in request.architectures:
        files[f"{one.variant}/{one.name}_numerics.h"] = emit_header(one)
        files[f"{one.variant}/numerics.py"] = numpy_module(one)
    return files


def __getattr__(name: str) -> Any:
    """Import a language's part when it is first asked for: who wants C does not need NumPy."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_LATE.get(name, 'numpy')}"), name)
