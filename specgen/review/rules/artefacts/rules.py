"""The rules of what files, packets and messages consist of; what they say is with the sections that they are asked about."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from specgen.review.changes import Change, Kind
from specgen.review.findings import Finding
from specgen.review.rules.artefacts import errors, executables, structures
from specgen.review.rules.registry import Found, rule
from specgen.review.rules.withdrawn import RETIRED, withdrawn
from specgen.review.subject import Review

_SAYS = {"structures": structures.SAYS, "executables": executables.SAYS, "errors": errors.SAYS}
_Asked = Callable[[Change, Review, Found], Iterable[Finding]]


def _asked(id: str) -> _Asked:  # noqa: A002
    """What a rule says of a change, by the section that it is in."""

    def says(change: Change, review: Review, found: Found) -> Iterable[Finding]:
        said = _SAYS[change.section].get(id)
        return said(change, review, found) if said is not None else ()

    return says


def _rule(id: str, letters: str, questions: str, summary: str, rationale: str) -> None:  # noqa: A002
    homes = tuple(f"{section}.*.**" for section, says in _SAYS.items() if id in says)
    rule(id, letters, questions, summary, rationale, on=homes)(_asked(id))


_rule(
    "ART_FIELD_OFFSET", "B B B - B", "back fwd src",
    "A field lies elsewhere in a structure, or in a file.",
    "What was compiled with the old offsets writes a field where the new reader has another one; nothing refuses it.",
)  # fmt: skip
_rule(
    "ART_FIELD_TYPE", "B B B - B", "back fwd src",
    "A field is of another type.",
    "More or fewer bytes, another sign, another enum, another meaning of the same bits: old values are other values now.",
)  # fmt: skip
_rule(
    "ART_FIELD_REMOVED", "B B B - B", "back fwd src",
    "A field is gone.",
    "What old writers say in it is refused, or not heard; old readers find zeros, or another field, where it was.",
)  # fmt: skip
_rule(
    "ART_STRUCT_SIZE", "B B B - B", "back fwd src",
    "A structure that may not grow takes more or fewer bytes.",
    "Arrays of it, files and whatever holds it have another stride; a reader refuses bytes that are too short.",
)  # fmt: skip
_rule(
    "ART_FIELD_APPENDED_SIZED", "c c R - c", "fwd",
    "A structure that may grow has a field more at its end.",
    "Old bytes are shorter, and what is missing counts as zero. Old readers refuse new bytes in which the field is not zero, "
    "unless they skip what they do not know.",
)  # fmt: skip
_rule(
    "ART_FIELD_IN_RESERVED", "c c R - c", "fwd",
    "What was reserved has a name.",
    "Old writers left it zero, which has to mean what they meant. Old readers refuse other values where they look, and else do "
    "not notice them.",
)  # fmt: skip
_rule(
    "ART_RESERVED_ZERO_MEANING", "R B B - R", "back",
    "Zero where something was reserved is not as before, or what is reserved is treated otherwise.",
    "Files and packets of old writers have zeros there. A reader that refuses them, or takes them for something, breaks all that "
    "exists; so does one that looks where others were told that nobody does.",
)  # fmt: skip
_rule(
    "ART_DEFAULT_CHANGED", "B B R - R", "back fwd",
    "The only value that a field may have is another one.",
    "Readers refuse what has another value, and so all that was written before.",
)  # fmt: skip
_rule(
    "ART_CHECKSUM_SCOPE", "B B B - B", "back fwd",
    "A checksum covers other bytes, or is computed otherwise.",
    "Every sum that was right is wrong now: readers refuse whatever the other side wrote.",
)  # fmt: skip
_rule(
    "ART_UNION_ARM_INSERTED", "B B B - B", "back fwd",
    "What tells the arms of a union, or the kinds of sections, apart changed.",
    "The same discriminant means another arm, or another kind: bytes are read as what they are not.",
)  # fmt: skip
_rule(
    "ART_LIMIT_LOWERED", "B B R - R", "back",
    "Less is accepted: a limit is lower, or a condition stricter.",
    "What was right before is refused.",
)  # fmt: skip
_rule(
    "ART_LIMIT_RAISED", "c c R - c", "fwd",
    "More is accepted: a limit is higher, or a condition weaker.",
    "All that was right is right. What uses the new room is refused by old readers.",
)  # fmt: skip
_rule(
    "ART_REQUIRED_ADDED", "c B B - R", "back",
    "Something has to be there that did not.",
    "What was written before lacks it, and is refused.",
)  # fmt: skip
_rule(
    "ART_REQUIRED_REMOVED", "R R B - R", "fwd",
    "Something need not be there any more.",
    "What is written without it is refused by readers that rely on it.",
)  # fmt: skip
_rule(
    "ART_MAGIC_OR_ENDIAN", "B B B - B", "back fwd",
    "A file begins with other bytes, has another version, or values lie in the other order of bytes.",
    "Nothing that was written before is recognised, or every value of more than one byte is another one.",
)  # fmt: skip
_rule(
    "ART_SECTION_ORDER", "R R R - R", "back",
    "Kinds of sections, or error codes, stand in another order.",
    "Writers write sections in one order. A reader that goes by it, rather than by the kinds, finds others.",
)  # fmt: skip
_rule(
    "ART_SECTION_ALIGN", "B B B - R", "back fwd",
    "Sections begin at multiples of more or fewer bytes.",
    "Offsets in files are fixed by the alignment: readers, which allow no gap that is not needed, refuse files of the other one.",
)  # fmt: skip
_rule(
    "ART_RELOC_KIND_CHANGED", "B B B - B", "back fwd",
    "A kind of relocation patches otherwise, or is gone.",
    "Files hold kinds by number. A linker that patches another width, field or value leaves wrong addresses in code.",
)  # fmt: skip
_rule(
    "ART_ERROR_CODE", "B B B - B", "back fwd src",
    "An error has another code, is gone, or something else surfaces as it.",
    "Callers compare numbers that were compiled in: another number is another error, or none that they know.",
)  # fmt: skip
_rule(
    "ART_REMOVED", "B B B - B", "back src",
    "A structure, a format of files, a kind of section or a feature is gone.",
    "What was written with it has no reader; what was compiled against it does not build.",
)  # fmt: skip
_rule(
    "ART_ADDED", "c c c - c", "",
    "There is a new structure, format, kind of section, relocation, feature or error code.",
    "What was written before is read as before; what uses the new thing has no reader that is older.",
)  # fmt: skip


@rule(
    "ART_RETIRED", RETIRED, "back",
    "A structure, a field, a section, a format or an error code is withdrawn, or is no longer.",
    "It is there still, so that nothing else is mistaken for it. Who writes it has to stop before it is gone.",
    on=("structures.*.**", "executables.*.**", "errors.*.**"), kinds=(Kind.CHANGED,),
)  # fmt: skip
def _retired(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    yield from withdrawn(change, found)
