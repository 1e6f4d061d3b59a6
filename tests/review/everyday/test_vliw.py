"""What is said of everyday edits of a signal processor with accumulators, whose spec was not written for the rules."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from specgen.review import Finding, Level, Review, Search

BASE = (Path(__file__).parent / "vliw.yaml").read_text(encoding="utf-8")
VERSIONS = ("ART_VERSION_NOT_BUMPED", "VERSION_TOO_LOW")

Compare = Callable[..., tuple[Review, list[Finding]]]
Edits = dict[str, str]

SAID: list[tuple[Edits, list[tuple[Level, str]]]] = [
    (  # a derived value is told of once, as the value
        {"default: 800 MHz": "default: 750 MHz"},
        [
            (Level.RISK, "CLOCK was 800 MHz, is 750 MHz in big, lite"),
            (Level.RISK, "memories.dmem.clock was 800 MHz, is 750 MHz"),
            (Level.RISK, "processors.core.clock was 800 MHz, is 750 MHz"),
            (Level.INFO, "default of CLOCK was 800 MHz, is 750 MHz"),
        ],
    ),
    (
        {"allowed: [2, 4, 8]": "allowed: [2, 4, 8, 16]"},
        [(Level.INFO, "ACCS may be one of 2, 4, 8, 16, and might be one of 2, 4, 8")],
    ),
    (
        {"allowed: [2, 4, 8]": "allowed: [2, 4]"},
        [(Level.RISK, "ACCS may be one of 2, 4, and might be one of 2, 4, 8")],
    ),
    (  # a parameter under another name binds what it bound
        {
            "ACCS: {type": "SUMS: {renamed_from: ACCS, type",
            "{ACCS: 4}": "{SUMS: 4}",
            "{ACCS: 2}": "{SUMS: 2}",
            "count: ACCS": "count: SUMS",
        },
        [
            (Level.RISK, "ACCS is called SUMS"),
            (Level.INFO, "ACCS of big was 4, is not given"),
            (Level.INFO, "SUMS of big was not given, is 4"),
            (Level.INFO, "ACCS of lite was 2, is not given"),
            (Level.INFO, "SUMS of lite was not given, is 2"),
            (Level.INFO, "state.acc.count is written otherwise and means the same"),
        ],
    ),
    (  # one policy, one finding
        {"reserved: ignored": "reserved: zero"},
        [
            (
                Level.BREAKING,
                "hint of alu is reserved and must be zero, and was reserved and ignored: 7 instructions",
            )
        ],
    ),
    (
        {"    extension: vec\n": ""},
        [(Level.RISK, "vadd needs no extension any more, and needed vec")],
    ),
    (
        {"{ACCS: 2}, extensions: [dsp]": "{ACCS: 2}, extensions: []"},
        [(Level.BREAKING, "lite no longer has the extension dsp: 3 instructions")],
    ),
    (  # a new register is as new as a new instruction, and what is derived from the file is not told
        {"sat: {index: 0x11": "frac: {index: 0x14}\n      sat: {index: 0x11"},
        [
            (Level.RISK, "the register frac is new"),
            (
                Level.RISK,
                (
                    "csr, on which 1 other instruction depends: csrr on d=0, imm=20: "
                    "fault bad_csr, code 5, value 0x14 before, done after"
                ),
            ),
        ],
    ),
]


@pytest.mark.parametrize(("edits", "said"), SAID, ids=[next(iter(edits)).strip() for edits, _ in SAID])
def test_that_each_thing_is_said_once(
    edits: Edits, said: list[tuple[Level, str]], compare_texts: Compare
) -> None:
    found = _found(edits, compare_texts, trials=32)
    assert sorted((one.level, one.message) for one in found) == sorted(said)


def test_that_a_narrower_accumulator_is_one_change(compare_texts: Compare) -> None:
    found = _found({"acc: {type: s48": "acc: {type: s40"}, compare_texts, trials=32)
    assert [one.rule for one in found] == ["SEM_RESULT_CHANGED", "ISA_REGCLASS_CHANGED"]
    assert (
        found[1].message
        == "acc holds -549755813888 to 549755813887, and held -140737488355328 to 140737488355327"
    )
    assert found[1].witness is not None
    assert found[1].witness.told.startswith("acc[0]: type s48, range [-140737488355328, ")


def test_that_witnesses_tell_what_differs_alone(compare_texts: Compare) -> None:
    found = _found({"mask: 0xff": "mask: 0x7f"}, compare_texts)
    assert [one.witness.told for one in found if one.witness] == ["csr[16]: mask 255 before, mask 127 after"]
    found = _found({"index: 0x20": "index: 0x21"}, compare_texts)
    told = next(one.witness.told for one in found if one.rule == "ISA_REGCLASS_CHANGED" and one.witness)
    assert told.startswith("csr[32]: type u32, ")
    assert told.endswith("read_only true before, refused (there is no such register) after")


def test_that_numbers_between_codes_are_told_as_people_write_them(compare_texts: Compare) -> None:
    own = "include: [std:types/bf16.yaml]"
    flushed = "types: {bf16: {kind: float, exponent: 8, mantissa: 7, bias: 127, subnormals: false}}"
    found = _found({own: flushed}, compare_texts)
    told = next(one for one in found if one.rule == "SEM_SUBNORMAL_POLICY")
    assert told.message == "about 1.37753e-40 becomes 0x2 of bf16 before, and 0x0 after"


def test_that_a_forgotten_renamed_from_is_guessed(compare_texts: Compare) -> None:
    found = _found({"  adds:\n": "  sadd:\n", "adds {d:r}": "sadd {d:r}"}, compare_texts)
    hint = next(one.hint for one in found if one.rule == "ISA_INSTR_REMOVED")
    assert hint.startswith("if it is sadd now, say so there (renamed_from: adds)")


def _found(edits: Edits, compare_texts: Compare, trials: int = 0) -> list[Finding]:
    text = BASE
    for before, after in edits.items():
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    _, found = compare_texts(BASE, text, Search(trials=trials))
    return [one for one in found if one.rule not in VERSIONS]


@pytest.mark.parametrize(
    ("edits", "rule", "was", "now"),
    [
        ({"  adds:\n": "  sadd:\n    renamed_from: adds\n"}, "ISA_INSTR_RENAMED", "  adds:", "  sadd:"),
        (
            {
                "  adds:\n": "  sadd:\n    renamed_from: adds\n",
                "{slot: 1, opcode: 0x11": "{slot: 1, opcode: 0x1f",
            },
            "ISA_OPCODE_CHANGED",
            "    encoding: {slot: 1, opcode: 0x11, cond: always, imm: 0}",
            "    encoding: {slot: 1, opcode: 0x1f, cond: always, imm: 0}",
        ),
        (
            {"sat: {index: 0x11": "frac: {index: 0x14}\n      sat: {index: 0x11"},
            "ISA_REGFILE_GROWN",
            None,
            "      frac: {index: 0x14}",
        ),
        (
            {"      cycles: {index: 0x20, read_only: true, initial: 0}\n": ""},
            "ISA_REGFILE_SHRUNK",
            "      cycles: {index: 0x20, read_only: true, initial: 0}",
            "  csr:",
        ),
    ],
)
def test_that_places_are_of_the_thing_on_each_side(
    edits: Edits, rule: str, was: str | None, now: str, compare_texts: Compare
) -> None:
    one = next(one for one in _found(edits, compare_texts) if one.rule == rule)
    lines = [at.file.text.splitlines()[at.line - 1] if at else None for at in (one.was_at, one.at)]
    assert lines == [was, now]
