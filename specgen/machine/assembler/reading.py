"""From the text of a file to items with templates found and symbols entered, but no addresses yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.machine.assembler.directives import EQUATES, IGNORED, SECTIONS, arguments, directive, symbol
from specgen.machine.assembler.expressions import ExpressionError
from specgen.machine.assembler.items import Code, Label
from specgen.machine.assembler.lines import Statement, statements
from specgen.machine.assembler.matching import Mismatch
from specgen.machine.assembler.sections import TEXT, in_order, section_of
from specgen.machine.assembler.symbols import Symbols
from specgen.machine.assembler.unit import Unit
from specgen.machine.codec import Coder
from specgen.source import Related, SourceFile, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection

    from specgen.machine.assembler.items import Item
    from specgen.machine.assembler.resolving import Resolver


def read(source: SourceFile, resolver: Resolver, registers: Collection[str]) -> Unit:
    """Read a file. Names of ``registers`` cannot be symbols."""
    items: list[Item] = []
    modifiers = resolver.codec.architecture.modifiers
    symbols = Symbols(items, registers, resolver.parameters, modifiers)
    reader = _Reader(Unit(source, resolver, items, symbols))
    for statement in statements(source.text):
        reader.take(statement)
        if reader.unit.hopeless:
            break
    reader.unit.order = in_order(items)
    return reader.unit


class _Reader:
    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.defined: dict[str, int] = {}
        self.section = TEXT
        self.options: frozenset[str] = frozenset()
        self.pushed: list[frozenset[str]] = []
        architecture = unit.resolver.codec.architecture
        self.known = architecture.options
        self.renamed = {f".{name}": f".{to}" for name, to in architecture.directives.items()}

    def take(self, statement: Statement) -> None:
        try:
            if statement.kind == "label":
                self.label(statement)
            elif statement.kind == "instruction":
                self.instruction(statement)
            else:
                self.directive(statement)
        except ExpressionError as error:
            self.unit.report(error, statement.at, statement.text)

    def label(self, statement: Statement) -> None:
        name, index = statement.text, len(self.unit.items)
        if name.isdigit():
            self.unit.symbols.local.setdefault(name, []).append(index)
        else:
            self.define(name, statement.at)
            self.unit.symbols.labels.setdefault(name, index)
        self.add(Label(at=statement.at, text=name, line=statement.line))

    def add(self, item: Item) -> None:
        """Put an item into the section that is open."""
        item.section = self.section
        self.unit.items.append(item)

    def define(self, name: str, at: int) -> None:
        """Note that a name is defined at offset ``at``, and whether it may be."""
        here, found = self.unit.source.at(at, len(name)), self.unit.found
        if name in self.defined:
            first = Related(self.unit.source.at(self.defined[name], len(name)), "it is defined here first")
            found.report("asm-symbol", f"{name} is defined twice", here, related=[first])
        elif name in self.unit.symbols.registers:
            found.report("asm-symbol", f"{name} is the name of a register", here)
        elif name == ".":
            found.report("asm-symbol", "'.' is the address of the statement that it stands in", here)
        self.defined.setdefault(name, at)

    def directive(self, statement: Statement) -> None:
        name = statement.text.split(None, 1)[0]
        meant = self.renamed.get(name, name)
        if meant in EQUATES:
            self.equate(statement)
        elif meant in SECTIONS:
            self.section = section_of(statement)
        elif meant == ".option":
            self.option(statement)
        elif meant == ".entry":
            self.unit.entry = arguments(statement, len(name), 1, 1)[0]
        elif meant not in IGNORED and not meant.startswith(".cfi_"):
            self.add(directive(statement, meant))

    def option(self, statement: Statement) -> None:
        """``.option name``, ``.option noname``, ``push`` and ``pop``."""
        name = statement.text[len(".option") :].strip()
        off = name.removeprefix("no")
        if name == "push":
            self.pushed.append(self.options)
        elif name == "pop" and self.pushed:
            self.options = self.pushed.pop()
        elif name in self.known:
            self.options |= {name}
        elif name != off and off in self.known:
            self.options -= {off}
        else:
            hint = did_you_mean(name, ["push", "pop", *self.known])
            message = "nothing was pushed before" if name == "pop" else f"there is no option {name or '...'}"
            raise ExpressionError(message, 0, len(statement.text), rule="asm-directive", hint=hint)

    def equate(self, statement: Statement) -> None:
        name, end = symbol(statement)
        if not statement.text.startswith(",", end):
            word = statement.text.split(None, 1)[0]
            raise ExpressionError(f"it is written {word} name, value", 0, 0, rule="asm-directive")
        self.define(name, statement.at + statement.text.index(name, len(".equ")))
        value = arguments(statement, end + 1, 1, 1)[0]
        self.unit.symbols.equates.setdefault(name, (value.value, len(self.unit.items)))
        self.add(Label(at=statement.at, text=statement.text, line=statement.line))

    def instruction(self, statement: Statement) -> None:
        fits = self.unit.resolver.fits(statement.text, options=self.options)
        if isinstance(fits, Mismatch):
            self.unit.report(fits, statement.at, statement.text)
            return
        code = Code(
            at=statement.at, text=statement.text, line=statement.line, fits=fits, options=self.options
        )
        target = fits[0][0].target
        if len(fits) == 1 and isinstance(target, Coder):
            code.size = target.length_bytes
            code.settled = True
        self.add(code)
