"""Block-scaled formats as the template shows them.

Scales that are powers of two leave the floats' digits alone: elements are rounded in integers, the exponent less the
scale's. Other scales, and a second one of the tensor, divide in double, whose 53 digits tell a quotient of such short
numbers from every point between two elements: it is rounded as if it were exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from specgen.generators.numerics.c.formats import carrier, nan_code, native, quantum
from specgen.generators.numerics.c.header.decoding import hexadecimal
from specgen.generators.numerics.c.header.numbers import Number, carried_by_float, supported
from specgen.generators.numerics.c.header.sources import DOUBLE, SINGLE
from specgen.model.numerics import greatest
from specgen.model.types import F32, BlockType, FloatType

_RULES = {
    "floor": "the power of two of the greatest magnitude over that of the greatest element",
    "ceil": "the least power of two under which all elements stay within their range",
    "nearest": "as floor, of the greatest magnitude rounded to an element's digits",
    "amax": "the greatest magnitude over the greatest element, rounded",
}


@dataclass(frozen=True)
class Block:
    """A block format; its elements and scales are formats of the header too."""

    of: BlockType

    @property
    def name(self) -> str:
        """Its name."""
        return self.of.name

    @property
    def title(self) -> str:
        """What it is."""
        return self.of.summary

    @property
    def size(self) -> int:
        """How many elements share a scale."""
        return self.of.block

    @property
    def element(self) -> Number:
        """The format of elements."""
        return Number(self.of.element)

    @property
    def scale(self) -> Number:
        """The format of scales."""
        return Number(self.of.scale)

    @property
    def tensor(self) -> bool:
        """Whether a tensor has a second scale."""
        return self.of.tensor_scale is not None

    @property
    def rule(self) -> str:
        """How the scale is found, in words."""
        return f"Its rule is {self.of.scale_rule}: {_RULES[self.of.scale_rule]}."

    @property
    def divides(self) -> bool:
        """Whether elements are quotients, rather than floats with another exponent."""
        return self.tensor or self.of.scale_rule == "amax"

    @property
    def scale_type(self) -> str:
        """The C type of scales: floats themselves, else codes."""
        return native(self.of.scale) or self.scale.code

    def _scale_of(self, code: str) -> str:
        return f"N_fp_float_of({code})" if native(self.of.scale) else code

    def _scale_value(self, scale: str) -> str:
        return scale if native(self.of.scale) else f"N_{self.scale.name}_to_f32({scale})"

    @property
    def nan_scale(self) -> str | None:
        """The scale of a block with a NaN; None where the format of scales has none."""
        return self._scale_of(f"{nan_code(self.of.scale):#x}u") if self.of.scale.has_nan else None

    @property
    def nan_element(self) -> str:
        """The elements of such a block."""
        element = self.of.element
        return f"{nan_code(element):#x}" if isinstance(element, FloatType) and element.has_nan else "0"

    @property
    def scaling(self) -> list[str]:
        """The lines that find ``scale``, and ``power`` or ``factor``, of ``amax``."""
        most = "(double)N_fp_float_of(amax)"
        if self.of.scale_rule == "amax":
            return [*self._quotient(most), *self._factor()]
        divided = f"{most} / (double)tensor_scale" if self.tensor else most
        return [*self._power(divided), *(self._factor() if self.tensor else [])]

    def _quotient(self, most: str) -> list[str]:
        whole = hexadecimal(float(greatest(self.of.element)))
        divisor = f"({whole} * (double)tensor_scale)" if self.tensor else whole
        rounding = f"N_FP_ROUND_{(self.of.scale_rounding or self.of.scale.rounding).upper()}"
        code = self.scale.encoded(DOUBLE, "exact", modes=(rounding, "N_FP_OVERFLOW_SATURATE", "0"))
        return [
            f"const double exact = {most} / {divisor};",
            f"const {self.scale_type} scale = {self._scale_of(code)};",
        ]

    def _factor(self) -> list[str]:
        second = " * (double)tensor_scale" if self.tensor else ""
        lines = [f"const double factor = (double){self._scale_value('scale')}{second};"]
        if self.of.scale.has_zero:
            lines += [
                "if (!(factor > 0)) {",
                "    for (size_t i = 0; i < n; i++)",
                "        elements[i] = 0;",
                "    return scale;",
                "}",
            ]
        return lines

    def _power(self, most: str) -> list[str]:
        """The exponent of the greatest magnitude, in the bits of a double, over the greatest element's."""
        digits, exponent = hexadecimal_bits(greatest(self.of.element))
        found = "(int32_t)(bits >> 52)"
        lines = [f"uint64_t bits = N_fp_double_bits({most});"]
        if self.of.scale_rule == "nearest":
            cut = 53 - self.digits
            lines.append(f"bits += {(1 << (cut - 1)) - 1:#x}u + (bits >> {cut} & 1);")
        if self.of.scale_rule == "ceil":
            found += f" + ((bits & 0xfffffffffffffu) > {digits:#x}u)"
        low, high = self._powers
        lines[0] = lines[0] if len(lines) > 1 else f"const {lines[0]}"
        return [
            *lines,
            f"const int32_t wanted = {found} - {DOUBLE.bias + exponent};",
            f"const int32_t power = wanted < {low} ? {low} : wanted > {high} ? {high} : wanted;",
            f"const {self.scale_type} scale = {self._scale_of(f'({self.scale.code})({self._power_code})')};",
        ]

    @property
    def digits(self) -> int:
        """Binary digits of an element."""
        element = self.of.element
        return element.precision if isinstance(element, FloatType) else element.width - int(element.signed)

    @property
    def _powers(self) -> tuple[int, int]:
        """The exponents of the powers of two that a scale can be."""
        of = self.of.scale
        return quantum(of) if of.subnormals else of.min_exponent + int(of.mantissa > 0), of.max_exponent

    @property
    def _power_code(self) -> str:
        """The code of 2^power in the format of scales."""
        of = self.of.scale
        field = f"power + {of.bias}" if of.bias >= 0 else f"power - {-of.bias}"
        if not of.mantissa:
            return field
        normal = f"({field}) << {of.mantissa}"
        if not of.subnormals:
            return normal
        return f"power < {of.min_exponent} ? 1 << (power + {-quantum(of)}) : {normal}".replace("+ -", "- ")

    @property
    def needs_single(self) -> bool:
        """Whether floats are rounded as a format."""
        return self.tensor or native(self.of.scale) is not None

    @property
    def encoded(self) -> str:
        """The code of ``values[i]``, or of its ``quotient``."""
        modes = (self.element.rounding, "N_FP_OVERFLOW_SATURATE", "0")
        if self.divides:
            return self.element.encoded(DOUBLE, "quotient", modes=modes)
        return self.element.encoded(SINGLE, "values[i]", "power", modes)

    @property
    def factor(self) -> str:
        """What an element's value is multiplied by, in float, or in double where a tensor has a scale too."""
        scale = self._scale_value(f"scales[at / {self.size}]")
        return f"(double){scale} * (double)tensor_scale" if self.tensor else scale

    @property
    def product(self) -> str:
        """The value of ``elements[at + i]``."""
        element = f"N_{self.element.name}_to_f32(elements[at + i])"
        return f"(float)(factor * (double){element})" if self.tensor else f"factor * {element}"

    @property
    def tensor_most(self) -> str:
        """The greatest magnitude of values whose second scale is 1."""
        return hexadecimal(float(greatest(self.of.element) * greatest(self.of.scale)))

    @property
    def tensor_code(self) -> str:
        """The bits of the second scale that is ``exact``, before it was raised to its least."""
        modes = ("N_FP_ROUND_NEAREST_EVEN", "N_FP_OVERFLOW_SATURATE", "0")
        return Number(F32).encoded(DOUBLE, "exact", modes=modes)


def hexadecimal_bits(value: Fraction) -> tuple[int, int]:
    """The fraction's bits of a value as a double, and its exponent."""
    from math import frexp

    significand, exponent = frexp(float(value))
    return int(significand * (1 << 53)) - (1 << 52), exponent - 1


def expressible(of: BlockType) -> bool:
    """Whether float and double are long enough to round as if all was exact."""
    if not (supported(of.element) and supported(of.scale) and carried_by_float(of.element)):
        return False
    if carrier(of.scale) != "float" or of.tensor_scale not in (None, F32):
        return False
    block = Block(of)
    digits = of.scale.precision + (F32.precision if block.tensor else 0)
    return not block.divides or digits + block.digits + 1 < DOUBLE.mantissa
