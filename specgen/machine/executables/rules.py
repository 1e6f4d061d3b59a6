"""Why a file is refused, and what to do about it."""

from __future__ import annotations

from specgen.model.interfaces.codec import RULES as STRUCTURE_RULES

#: Rules by name: what is wrong, and what whoever meets it can do.
RULES: dict[str, tuple[str, str]] = {
    "magic": ("The file does not begin as this format does.", "Is it another kind of file?"),
    "version": (
        "The file is of a version of the format that this reader does not know.",
        "Pack it again, or use a newer reader.",
    ),
    "spec": (
        "The file was made for another spec: encodings, layouts or addresses differ.",
        "Build it again with this spec, or load it where the spec is the one it was made for.",
    ),
    "variant": ("The file is for another variant.", "Name its variant, or build it for this one."),
    "table": ("The table of sections is not where or as long as it should be.", "Pack the file again."),
    "kind": (
        "A section that readers must know is of a kind that this one does not know.",
        "Use a newer reader.",
    ),
    "bounds": (
        "Something lies beyond the end of what holds it.",
        "The file is cut or damaged: copy it again.",
    ),
    "overlap": (
        "Two things have bytes in common.",
        "Whoever made the file placed them wrongly: pack it again.",
    ),
    "alignment": ("Something does not lie at a multiple of its alignment.", "Pack the file again."),
    "padding": (
        "Bytes between sections, or after the last, are not zero or too many.",
        "Pack the file again.",
    ),
    "most": ("There are more sections of a kind than a file may have.", "Join them."),
    "missing": ("A section that every file has is not there.", "Pack the file again."),
    "limit": ("There are more entries than readers take.", "Split the program."),
    "memory": ("Something lies in no memory, or outside of its memory.", "Place it inside of the memory."),
    "processor": ("Code is of no processor, or of another one than its entry point.", "Name the processor."),
    "strings": ("The strings do not begin and end with a zero byte.", "Pack the file again."),
    "name": ("A name is no text of the strings, is empty, too long, or given twice.", "Name it otherwise."),
    "order": ("Entries are not in the order in which readers look for them.", "Pack the file again."),
    "index": ("A number refers to nothing, or to something of another kind.", "Pack the file again."),
    "alias": (
        "An alias lies outside of the buffer whose bytes it has, or is one of an alias.",
        "Alias the buffer itself.",
    ),
    "lifetime": (
        "A buffer is no longer needed before it is needed.",
        "Give its first and last use in order.",
    ),
    "extent": ("An extent is zero.", "Leave out what is empty."),
    "layout": ("No layout of the spec is called so.", "Build the file again with this spec."),
    "element": ("The number format is none that arguments have.", "Name a format of the spec."),
    "axis": ("An axis is beyond the rank of its argument.", "Axes count from 0."),
    "relocation": (
        "An address does not fit where it goes, or is that of something without one.",
        "Place it nearer.",
    ),
    "feature": (
        "The program asks for a feature that is not there.",
        "Use a runtime or a device that has it.",
    ),
    "signature": (
        "A digest is not that of the file.",
        "The file was changed after it was signed: get it again.",
    ),
    "checksum": ("The checksum is not that of the file.", "The file is damaged: copy it again."),
    **{
        name: (text, "The file is damaged, or was made by something else than a packer.")
        for name, text in STRUCTURE_RULES.items()
        if name not in ("limit", "checksum")
    },
}
