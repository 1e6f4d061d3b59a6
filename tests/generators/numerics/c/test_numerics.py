"""``numerics.h`` beside the Python runtime and exact rationals."""

from __future__ import annotations

import numpy as np
import pytest

from specgen.generators.numerics.c import Numerics
from specgen.model.types import F32, F64, FloatType
from tests.generators.interpreter.formats import BF16, E4M3
from tests.generators.numerics.c import probes

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")

SAMPLE = 40


@pytest.mark.parametrize("kind", ["conversions", "arithmetic", "selections", "to integers", "from integers"])
def test_functions_give_what_the_exact_rule_says(kind: str) -> None:
    known = probes.classes()[kind]
    chosen = known[:: len(known) // SAMPLE]
    compiled = probes.Compiled(chosen, "gcc", "-O1")
    dice = np.random.default_rng(29)
    for number, probe in enumerate(chosen):
        given = probes.operands(probe, 256, dice)
        assert not probes.wrong(compiled, number, given, exactly=40)


def test_every_pair_of_e4m3() -> None:
    """All compilers and no undefined behaviour: 8-bit arithmetic and conversions over all operands."""
    chosen = [p for p in probes.arithmetic(E4M3) if len(p.operands) == 2][:4]
    chosen += probes.conversions((BF16,), (E4M3,), all_modes=False)[:3]
    dice = np.random.default_rng(31)
    for compiler, flags in (("clang", ["-O3"]), ("gcc", probes.SANITIZED)):
        compiled = probes.Compiled(chosen, compiler, *flags)
        for number, probe in enumerate(chosen):
            assert not probes.wrong(compiled, number, probes.operands(probe, 1 << 16, dice), exactly=0)


def test_only_what_is_asked_for_is_there() -> None:
    numerics = Numerics()
    assert "N_" not in numerics.text().split("N_double_of")[1].split("#endif")[0].replace("N_double_of", "")
    assert numerics.convert(F32, BF16) == "N_bf16_from_f32"
    assert numerics.convert(F32, BF16, "odd", "saturate") == "N_bf16_from_f32_odd_saturate"
    assert numerics.text().count("static inline uint16_t") == 2


def test_a_format_that_no_integer_rounds_is_refused() -> None:
    with pytest.raises(ValueError, match="quad"):
        Numerics().convert(F64, FloatType(name="quad", exponent=15, mantissa=112, bias=16383))
