"""Claims drawn at random from what there is to name: each is computed or refused in words, whatever it asks."""

from __future__ import annotations

from random import Random

from specgen.model.expressions import ExpressionError
from specgen.perfmodel.claims import Designs, compute
from specgen.perfmodel.claims.values import Scope, Thing, Value

_UNITS = ("", "", " s", " ms", " B", " KiB", " cycles", " op", "%", " TFLOPS")


def _number(dice: Random) -> str:
    return dice.choice(("0", "1", "2", "3", "8", "64", "4096", "0.5", "1e9", "1e40")) + dice.choice(_UNITS)


def _arguments(dice: Random, takes: list[tuple[str, str]], words: list[str]) -> str:
    made = []
    for name, kind in takes:
        if dice.random() < 0.7:
            value = (
                dice.choice(words)
                if kind == "word"
                else dice.choice(("0", "1", "4", "16", "100", "N", "2.5"))
            )
            made.append(f"{name}={value}" if dice.random() < 0.9 else value)
    return ", ".join(made)


def walk(dice: Random, scope: Scope, words: list[str]) -> str:
    """A name, and members and calls of what it turns out to be."""
    text = dice.choice(list(scope))
    value: Value | None = scope[text]()
    for _ in range(4):
        if not isinstance(value, Thing) or (value.amount and dice.random() < 0.5):
            break
        try:
            if value.call and (not value.members or dice.random() < 0.7):
                takes = [(name, take.kind) for name, take in value.call.takes.items()]
                text += f"({_arguments(dice, takes, words)})"
                value = (
                    value.call.make(dict.fromkeys((n for n, k in takes if k != "word"), 4))
                    if len(takes) < 3
                    else None
                )
                if value is None:
                    text += dice.choice(
                        (".time", ".tokens_per_s", ".bytes", ".bytes(hbm)", ".bound_by", ".energy")
                    )
            elif value.members:
                name = dice.choice(list(value.members))
                text += f".{name}"
                value = value.members[name]()
        except (ValueError, KeyError):
            break
    return text


def wrongs(designs: Designs, seed: int) -> list[str]:
    """What a random claim did that it must not do."""
    dice, scope = Random(seed), designs.scope("big")
    words = [
        "bf16",
        "e4m3",
        "mxfp4",
        "hbm",
        "sram",
        "compute",
        "h100_sxm",
        "llama_3_2_1b",
        "vector",
        "nothing",
    ]
    left, right = walk(dice, scope, words), dice.choice((_number(dice), walk(dice, scope, words)))
    operator = dice.choice((">=", "<=", "==", "!=", "within 10% of"))
    text = (
        f"{left} {dice.choice('+-*/')} {right} {operator} {_number(dice)}"
        if dice.random() < 0.5
        else f"{left} {operator} {right}"
    )
    try:
        outcome = compute(text, scope)
    except ExpressionError as error:
        inside = 0 <= error.offset <= len(text) and error.message
        return [] if error.rule.startswith("claim-") and inside else [f"{text}: {error.rule} {error.message}"]
    return [] if outcome.left and outcome.right else [text]


def test_any_claim_is_computed_or_refused(designs: Designs) -> None:
    assert [wrong for seed in range(400) for wrong in wrongs(designs, seed)] == []


def test_many_of_them_are_computed(designs: Designs) -> None:
    scope, computed = designs.scope("big"), 0
    for seed in range(200):
        dice = Random(seed)
        left = walk(dice, scope, ["bf16", "hbm"])
        try:
            computed += compute(f"{left} == {left}", scope).holds
        except ExpressionError:
            continue
    assert computed > 20
