"""What rules of registers, queues and runtimes say of edits that their examples do not show."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from specgen.model.interfaces import ACCESSES
from specgen.review import Evidence, Finding, Level, Review, Search
from specgen.review.actions.interfaces.runtimes import compiles
from specgen.review.examples import FOLDER
from specgen.review.rules.registers.access import READS, WRITES

Compare = Callable[..., tuple[Review, list[Finding]]]
BASE = (FOLDER / "bases" / "host.yaml").read_text(encoding="utf-8")
OF_VERSIONS = frozenset(("ART_VERSION_NOT_BUMPED", "VERSION_TOO_LOW"))


@pytest.fixture
def edited(compare_texts: Compare) -> Callable[..., list[Finding]]:
    """What is found of edits of the base of examples, each (text, other text)."""

    def compare(
        *edits: tuple[str, str], old: Iterable[tuple[str, str]] = (), trials: int = 256
    ) -> list[Finding]:
        first = _replaced(BASE, old)
        _, found = compare_texts(first, _replaced(first, edits), Search(trials=trials))
        return [one for one in found if one.rule not in OF_VERSIONS]

    return compare


def _replaced(text: str, edits: Iterable[tuple[str, str]]) -> str:
    for before, after in edits:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    return text


def test_every_access_kind_is_one_of_reads_and_one_of_writes() -> None:
    assert set(READS) == set(WRITES) == set(ACCESSES)


@pytest.mark.parametrize("before", ACCESSES)
def test_every_change_of_an_access_kind_is_seen_by_accesses(
    before: str, edited: Callable[..., list[Finding]]
) -> None:
    plain = "scratch: {offset: 0x20, count: 4, hardware: na}"
    made = 'scratch: {{offset: 0x20, hardware: rw, fields: {{word: {{bits: "0", access: {}}}}}}}'.format
    for after in ACCESSES:
        if after == before or {before, after} == {"w1s", "lock"}:
            continue
        found = edited((made(before), made(after)), old=[(plain, made(before))])
        assert found, (before, after)
        for one in found:
            assert one.rule.startswith("REG_"), one
            assert one.level is Level.BREAKING
            assert one.evidence is Evidence.WITNESS


def test_reordered_registers_and_renamed_ones_break_nothing(edited: Callable[..., list[Finding]]) -> None:
    status = '      status: {offset: 0x4, access: ro, hardware: w, fields: {ready: {bits: "0", does: ready}, '
    found = edited((status, status.replace("status: {", "state: {renamed_from: status, ", 1)))
    assert {one.rule for one in found} == {"SPEC_RENAMED"}
    assert all(one.level < Level.BREAKING for one in found)


def test_a_step_that_is_written_otherwise_is_proved_to_do_the_same(
    edited: Callable[..., list[Finding]],
) -> None:
    (one,) = edited(("do: [sent = sent + 1, doorbell = sent]", "do: [doorbell = sent + 1, sent = sent + 1]"))
    assert (one.rule, one.evidence, one.level) == ("Q_ORDERING_OR_DOORBELL", Evidence.PROVED, Level.INFO)


def test_a_release_that_is_gone_is_shown_by_the_doorbell_that_overtakes(
    edited: Callable[..., list[Finding]],
) -> None:
    (one,) = edited(("to: ready, order: release, do: [sent", "to: ready, do: [sent"))
    assert one.witness is not None
    assert one.witness.input["moves"] == ["host: write", "host: ring", "host: doorbell arrives"]
    assert one.witness.before == {"refused": "host: doorbell arrives may not happen", "after": 2}
    assert one.witness.after == "it may happen"


def test_a_renamed_word_of_a_protocol_changes_nothing(edited: Callable[..., list[Finding]]) -> None:
    found = edited(
        (
            "      slot: {writer: host, count: SLOTS}",
            "      place: {renamed_from: slot, writer: host, count: SLOTS}",
        ),
        ('do: "slot[sent % SLOTS] = sent + 1"', 'do: "place[sent % SLOTS] = sent + 1"'),
        ('do: "packet = slot[taken % SLOTS]"', 'do: "packet = place[taken % SLOTS]"'),
    )
    assert {one.rule for one in found} == {"SPEC_RENAMED", "Q_ORDERING_OR_DOORBELL"}
    assert all(one.evidence is Evidence.PROVED for one in found if one.rule != "SPEC_RENAMED")


def test_without_a_compiler_declarations_are_witnesses(
    edited: Callable[..., list[Finding]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from specgen.machine.native import compiler

    def none() -> None:
        raise compiler.NoCompiler("there is none")

    monkeypatch.setattr(compiler, "find_compiler", none)
    compiles.cache_clear()  # what an earlier comparison asked
    (one,) = edited(("seed: u64}}", "seed: u32}}"))
    assert one.witness is not None
    assert one.witness.action == "prototype"
    assert str(one.witness.after).endswith("uint32_t seed);")


def test_without_search_nothing_is_compiled(edited: Callable[..., list[Finding]]) -> None:
    (one,) = edited(("seed: u64}}", "seed: u32}}"), trials=0)
    assert one.witness is not None
    assert one.witness.action == "prototype"


def test_a_lock_that_is_renamed_is_no_other_lock(edited: Callable[..., list[Finding]]) -> None:
    found = edited(
        (
            'fields: {clocks: {bits: "0", access: lock}}',
            'fields: {all: {renamed_from: clocks, bits: "0", access: lock}}',
        ),
        ("locked_by: control.lock.clocks", "locked_by: control.lock.all"),
    )
    assert all(one.level < Level.BREAKING for one in found)


@pytest.mark.parametrize(
    ("edit", "level"),
    [
        (("capacity: {min: 2, max: 256}", "capacity: {min: 2, max: 512}"), Level.INFO),
        (("scratch: {offset: 0x20, count: 4,", "scratch: {offset: 0x20, count: 5,"), Level.RISK),
        (('    version: "1.0"', '    version: "1.1"'), Level.INFO),
        (("alignment: {type: u64, optional: true}", "alignment: {type: u64}"), Level.BREAKING),
        (
            ('spare: {bits: "15:12", reserved: zero}', 'spare: {bits: "15:12", reserved: zero, access: wo}'),
            Level.INFO,
        ),
    ],
)
def test_what_takes_nothing_from_anybody_is_milder_than_its_row(
    edit: tuple[str, str], level: Level, edited: Callable[..., list[Finding]]
) -> None:
    assert max(one.level for one in edited(edit)) is level


def test_a_function_may_be_called_as_a_member_of_the_table_is(edited: Callable[..., list[Finding]]) -> None:
    """The base has a function called `version`, which every table has a member of its own for."""
    found = edited(("seed: u64}}", "seed: u32}}"))
    assert [one.witness.action for one in found if one.witness is not None] == ["compile"]
