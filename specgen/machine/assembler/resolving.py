"""From a line of assembly to the words that it becomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from specgen.machine.assembler.aliases import AliasForm, AliasScope, filled
from specgen.machine.assembler.expressions import ExpressionError, Hole, Modified, Symbol, evaluate
from specgen.machine.assembler.items import Piece
from specgen.machine.assembler.matching import Mismatch, Operand, Operands, match_operands
from specgen.machine.assembler.mnemonics import Entry, Mnemonics
from specgen.machine.codec import Coder, EncodingError
from specgen.model.templates import Kind, Literal, Template, template_of_alias

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specgen.machine.assembler.expressions import Scope
    from specgen.machine.codec import Codec

Fits = list[tuple[Entry, Operands]]
Options = frozenset[str]

#: How deep aliases may stand in lines of aliases.
MOST_DEEP = 8


class Resolver:
    """Finds what lines mean, for one codec; addresses and symbols are handed in."""

    def __init__(self, codec: Codec) -> None:
        self.codec = codec
        self.unit = codec.processor.unit
        self.mnemonics = Mnemonics(self._entries())
        self._lines: dict[tuple[str, Options], Fits] = {}

    def _elsewhere(self, head: str) -> str | None:
        """Whose instruction it is, where it is another processor's."""
        for one in self.codec.architecture.instructions.values():
            if one.name not in self.codec.instructions and one.assembly.split()[:1] == [head]:
                return f"{head} is an instruction of processor {one.processor.name}"
        return None

    def fits(self, text: str, *, holes: bool = False, options: Options = frozenset()) -> Fits | Mismatch:
        """The templates that a line fits with these options on, with its operands, or why it fits none."""
        head = text.split(None, 1)[0]
        candidates = [
            (entry, bound)
            for entry, bound in self.mnemonics.find(head)
            if entry.option is None or entry.option in options
        ]
        if not candidates:
            hint = self._elsewhere(head) or self.mnemonics.nearest(head)
            return Mismatch(
                f"there is no instruction {head[:40]}", 0, len(head), "asm-unknown-mnemonic", hint
            )
        found: Fits = []
        worst: list[tuple[Mismatch, Template]] = []
        for entry, bound in candidates:
            operands = match_operands(entry.template, text, len(head), holes=holes)
            if isinstance(operands, Mismatch):
                worst.append((operands, entry.template))
            else:
                found.append((entry, {**bound, **operands}))
        return found or _explained(worst, text)

    def pieces(
        self,
        fits: Fits,
        scope: Scope,
        here: int,
        *,
        options: Options = frozenset(),
        first: int = 0,
        depth: int = 0,
    ) -> tuple[int, list[Piece]]:
        """Which of ``fits`` it is, from number ``first`` on, and its instructions.

        It is the first whose operands can be encoded. Raises ExpressionError where none is, for the first.
        """
        failed: ExpressionError | None = None
        for step in range(len(fits)):
            number = (first + step) % len(fits)
            try:
                made = self._made(*fits[number], scope, here, options, depth)
                if len(fits) > 1:
                    for piece, at in addressed(made, here):
                        self.word(piece, at)
            except ExpressionError as error:
                failed = failed or error
            else:
                return number, made
        assert failed is not None
        raise failed

    def word(self, piece: Piece, here: int) -> int:
        """The word of an instruction that stands at ``here``. Raises ExpressionError."""
        try:
            return self._word(piece, here)
        except ExpressionError as error:
            if not piece.within:
                raise
            message = f"in {piece.within!r}: {error}"
            raise ExpressionError(message, 0, 0, rule=error.rule, hint=error.hint) from None

    def _word(self, piece: Piece, here: int) -> int:
        values = {name: self._value(operand, piece.scope, here) for name, operand in piece.operands.items()}
        try:
            return piece.coder.encode(values)
        except EncodingError as error:
            operand = piece.operands.get(error.operand or "")
            at, end = (operand.at, operand.end) if operand else (0, 1)
            raise ExpressionError(str(error), at, end - at, rule="asm-range", hint=error.hint) from None

    def padding(self, size: int) -> bytes:
        """``size`` bytes of the processor's padding: what is left over by the longest instruction goes first."""
        filler = b""
        for word in sorted(self._padding, key=len, reverse=True):
            count, size = divmod(size, len(word))
            filler = word * count + filler
        return bytes(size) + filler

    @cached_property
    def _padding(self) -> list[bytes]:
        words = []
        for line in self.codec.processor.padding:
            fits = self.fits(line)
            if isinstance(fits, Mismatch):
                continue  # an instruction that this variant does not have
            piece = self.pieces(fits, _nothing, 0)[1][0]
            words.append(self.codec.to_memory(self.word(piece, 0), piece.coder.length_bytes))
        return words

    @property
    def parameters(self) -> dict[str, int]:
        """The spec's parameters that are whole numbers, which a file may use by name."""
        return self.codec.architecture.constants

    def _entries(self) -> Iterator[Entry]:
        for coder in self.codec.coders.values():
            yield Entry(coder.template, coder)
        architecture = self.codec.architecture
        for alias in architecture.aliases.values():
            template = template_of_alias(alias, architecture.state)
            yield Entry(template, AliasForm(alias, architecture.constants))

    def _value(self, operand: Operand, scope: Scope, here: int) -> int:
        value = evaluate(operand.value, scope)
        kind = operand.place.kind
        if kind not in (Kind.LABEL, Kind.ADDRESS) or (kind is Kind.ADDRESS and self.unit == 1):
            return value
        steps, rest = divmod(value - here if kind is Kind.LABEL else value, self.unit)
        if rest:
            message = f"{value:#x} is not a multiple of {self.unit} bytes from here"
            raise ExpressionError(message, operand.at, operand.end - operand.at, rule="asm-range")
        return steps

    def _made(
        self, entry: Entry, operands: Operands, scope: Scope, here: int, options: Options, depth: int
    ) -> list[Piece]:
        if isinstance(entry.target, Coder):
            return [Piece(entry.target, operands, scope)]
        alias = entry.target.alias
        if depth > MOST_DEEP:
            raise ExpressionError(f"alias {alias.name} expands to itself", 0)
        inner = AliasScope(entry.target, operands, scope, here, self.unit)
        expansion = next((e for e in alias.expansions if inner.takes(e)), None)
        if expansion is None:
            raise ExpressionError(
                f"no expansion of alias {alias.name} takes these operands", 0, rule="asm-range"
            )
        made: list[Piece] = []
        options = frozenset() if alias.exact else options
        for line in expansion.lines:
            at = here + sum(piece.coder.length_bytes for piece in made)
            try:
                fits = self._line(filled(line, operands), options)
                more = self.pieces(fits, inner, at, options=options, depth=depth + 1)[1]
            except ExpressionError as error:
                raise ExpressionError(
                    f"in {line!r}: {error}", 0, 0, rule=error.rule, hint=error.hint
                ) from None
            made += [replace(piece, within=piece.within or line) for piece in more]
        return made

    def _line(self, line: str, options: Options) -> Fits:
        """The templates that a line of an alias fits."""
        key = line, options
        if key not in self._lines:
            found = self.fits(line, holes=True, options=options)
            if isinstance(found, Mismatch):
                raise ExpressionError(found.message, 0, rule=found.rule, hint=found.hint)
            self._lines[key] = found
        return self._lines[key]


def _nothing(_node: Symbol | Hole | Modified) -> int:
    raise ExpressionError("padding has no symbols", 0, 0)


def addressed(pieces: Sequence[Piece], here: int) -> Iterator[tuple[Piece, int]]:
    """Instructions with their addresses."""
    for piece in pieces:
        yield piece, here
        here += piece.coder.length_bytes


def usage(template: Template) -> str:
    """A template as a person would write it down: ``lw rd, imm(rs1)``."""
    parts = [t.text if isinstance(t, Literal) else t.name for t in template.mnemonic]
    parts += [" "] if template.operands else []
    parts += [t.spaced() if isinstance(t, Literal) else t.name for t in template.operands]
    return "".join(parts)


def _explained(worst: list[tuple[Mismatch, Template]], text: str) -> Mismatch:
    """Why a line fits no template: a wrong number of operands, else what went wrong latest."""
    head, _, rest = text.partition(" ")
    given = rest.count(",") + 1 if rest.strip() else 0
    wanted = {t.text.count(",") + 1 if t.operands else 0: t for _, t in worst}
    mismatch, template = max(worst, key=lambda found: found[0].at)
    hint = mismatch.hint or f"it is written {usage(template)}"
    if given in wanted:
        return Mismatch(mismatch.message, mismatch.at, mismatch.length, mismatch.rule, hint)
    counts = " or ".join(map(str, sorted(wanted)))
    message = f"{head} takes {counts} operand{'s' * (counts != '1')}, not {given}"
    return Mismatch(message, 0, len(text), "asm-operand-count", hint)
