"""What a change means for those who live with the spec: a letter for each consumer, the questions that it answers badly."""

from __future__ import annotations

from enum import Enum, IntEnum

from specgen.data import frozen

CONSUMERS = ("compiler", "runtime", "firmware", "hardware", "tools")
"""Who may be broken; ``hardware`` is RTL and its verification, ``tools`` are debuggers, profilers, simulators."""

QUESTIONS = {
    "back": "an old artefact meets a new consumer",
    "fwd": "a new artefact meets an old consumer",
    "src": "what is built anew needs edits",
    "num": "bits of a result differ",
    "perf": "it takes longer, or another time",
}


class Effect(Enum):
    """How a consumer is met, as one letter of a rule's row."""

    BREAKS = "B"
    SOURCE = "S"
    RISK = "R"
    COMPATIBLE = "c"
    NOTHING = "-"

    @property
    def level(self) -> Level:
        """How bad that is; what only needs edits on the next build is a risk."""
        return _LEVELS[self]


class Level(IntEnum):
    """How bad a finding is for whom it hits hardest: what ``--fail-on`` compares."""

    INFO = 0
    RISK = 1
    BREAKING = 2

    def __str__(self) -> str:
        return self.name.lower()


_LEVELS = {
    Effect.BREAKS: Level.BREAKING,
    Effect.SOURCE: Level.RISK,
    Effect.RISK: Level.RISK,
    Effect.COMPATIBLE: Level.INFO,
    Effect.NOTHING: Level.INFO,
}


@frozen()
class Verdict:
    """An effect for each of CONSUMERS, in their order, and which of QUESTIONS are answered badly."""

    effects: tuple[Effect, ...]
    questions: tuple[str, ...] = ()

    @property
    def level(self) -> Level:
        """That of the consumer who is hit hardest."""
        return max(effect.level for effect in self.effects)

    @property
    def letters(self) -> str:
        """The row as in the table of rules: ``B R - B c``."""
        return " ".join(effect.value for effect in self.effects)

    def of(self, consumer: str) -> Effect:
        """The effect on one consumer."""
        return self.effects[CONSUMERS.index(consumer)]

    def at_most(self, level: Level) -> Verdict:
        """The same, nothing in it worse than ``level``; where nothing breaks, no question is answered badly."""
        if self.level <= level:
            return self
        mild = Effect.RISK if level is Level.RISK else Effect.COMPATIBLE
        effects = tuple(mild if one.level > level else one for one in self.effects)
        return Verdict(effects, self.questions if level > Level.INFO else ())


def verdict(letters: str, questions: str = "") -> Verdict:
    """Read a row of the table, such as ``verdict("B B R B c", "back fwd")``."""
    effects = tuple(Effect(letter) for letter in letters.split())
    asked = tuple(questions.split())
    if len(effects) != len(CONSUMERS) or not QUESTIONS.keys() >= set(asked):
        raise ValueError(
            f"{letters!r} {questions!r} is no row: five letters, questions of {', '.join(QUESTIONS)}"
        )
    return Verdict(effects, asked)
