"""What GNU's tools and ours make of the same lines and words. Differences that are meant have a reason here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from specgen.machine.disassembler import Disassembler
from specgen.source import SpecError
from tests.gnu.tools import BASE, SLOT, Target, assembled, disassembled, normal
from tests.gnu.words import to_bytes


@dataclass(slots=True)
class Comparison:
    """How many cases ended how, how many words of which instructions had the same text, and what differs for no reason."""

    counts: Counter[str] = field(default_factory=Counter)
    instructions: Counter[str] = field(default_factory=Counter)
    wrongs: list[str] = field(default_factory=list)

    def take(self, reason: str | None, what: str) -> None:
        """Count a case by the reason that it has, or note that it has none."""
        if reason is None:
            self.wrongs.append(what)
        else:
            self.counts[reason] += 1


def compare_lines(lines: Sequence[str], target: Target, *, compressed: bool = False) -> Comparison:
    """Assemble lines on both sides: bytes must be the same, and refused what is refused there."""
    found = Comparison()
    theirs = assembled(lines, target, compressed=compressed)
    assembler = target.accelerator.assembler
    head = ".option rvc\n" if compressed else ""
    for line, slot in zip(lines, theirs, strict=True):
        if not compressed and line.startswith("c."):
            continue  # GNU as refuses all of them where it may not compress by itself
        try:
            ours = assembler.assemble(f"{head}{line}\n", BASE).image
        except SpecError as error:
            first = next(iter(error.diagnostics))
            found.take(
                "refused" if slot is None else _laxer(line, target),
                f"{line}: {first.message}, but not for GNU",
            )
            continue
        if slot is None:
            found.take(_stricter(line), f"{line}: refused by GNU as")
        else:
            same = slot == ours + _padding(SLOT - len(ours))
            found.take("same bytes" if same else None, f"{line}: {ours.hex()}, not {slot.hex()[:40]}")
    return found


def _padding(size: int) -> bytes:
    return bytes.fromhex("0100") * (size % 4 // 2) + bytes.fromhex("13000000") * (size // 4)


def _laxer(line: str, target: Target) -> str | None:
    """Why a line may be refused by us alone."""
    numbers = [int(n, 0) for n in re.findall(r"(?<![\w.])-?(?:0x[0-9a-f]+|\d+)", line)]
    if target.bits == 32 and any(number >= 1 << 31 for number in numbers):
        return "GNU reads 32-bit numbers as signed ones"
    if re.match(r"(c\.)?(j|jal|beqz|bnez)\b", line) and ". " in line:
        return "too far, which GNU leaves to the linker"
    return None


def _stricter(line: str) -> str | None:
    """Why a line may be refused by GNU alone."""
    if line.startswith("fence ") and "unknown" in line:
        return "GNU shows fences of nothing and cannot read them"
    if line == "c.nop 0":
        return "GNU wants c.nop without its 0"
    return None


def compare_words(words: Sequence[int], target: Target, *, aliases: bool = True) -> Comparison:
    """Disassemble words on both sides: texts must be the same, and illegal what is illegal there."""
    found = Comparison()
    theirs = disassembled(to_bytes(words), target, aliases=aliases)
    codec = target.accelerator.codec
    shown = Disassembler(codec, aliases=aliases).lines(to_bytes(words), BASE, labels=False)
    for word, line in zip(words, shown, strict=True):
        text, other = normal(line.text), theirs[line.address]
        ours = None if text.startswith(".") else text
        gnus = None if other.startswith(".") else other
        if ours == gnus:
            found.take("illegal" if ours is None else "same text", "")
            if ours is not None and (decoded := codec.decode(word)):
                found.instructions[decoded.instruction.name] += 1
        else:
            found.take(_meant(ours, other, target), f"{word:#x}: {ours}, not {other}")
    return found


_SHIFT = re.compile(r"(c\.)?s(ll|rl|ra)i? \w+,(\w+,)?[23][0-9a-f]")
_REGISTER = re.compile(r"(csr[wsc] |csrr \w+,|csrr[wsc]i? \w+,)([a-z]\w*|[0-9a-f]{1,3})(,\w+)?")


def _meant(ours: str | None, theirs: str, target: Target) -> str | None:
    """Why two texts may differ."""
    if ours is None and target.bits == 32 and _SHIFT.fullmatch(theirs):
        return "objdump shows shifts by more than 31, which RV32 reserves"
    if ours is None and theirs in ("c.addi16sp sp,0", "add sp,sp,0"):
        return "objdump shows c.addi16sp of 0, which is reserved"
    one, other = _REGISTER.fullmatch(ours or ""), _REGISTER.fullmatch(theirs)
    if one and other and one.group(1, 3) == other.group(1, 3):
        return "objdump names control registers that the machine does not have"
    return None
