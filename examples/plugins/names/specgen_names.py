"""A house rule: names of registers are short, and hold no words that say nothing."""

from collections.abc import Iterator

from specgen.plugin import Finding, Severity, Subject, check

requires_api = (1, 0)


@check(
    "house-register-name",
    Severity.WARNING,
    "A register's name is short and says something.",
    "It becomes part of macros in C, which stand in columns, and of what people say to each other.",
    wrong="""
    registers:
      dma:
        base: 0x1000
        size: 0x100
        registers: {the_status_register_of_dma: {offset: 0, summary: What it does.}}
    """,
    right="""
    registers:
      dma:
        base: 0x1000
        size: 0x100
        registers: {status: {offset: 0, summary: What it does.}}
    """,
)
def register_names(
    subject: Subject, *, most: int = 20, unwanted: tuple[str, ...] = ("register", "tmp")
) -> Iterator[Finding]:
    """Registers whose names are longer than ``most`` characters, or have one of the ``unwanted`` words in them."""
    for block in subject.architecture.registers.values():
        for register in block.registers:
            words = [word for word in register.name.split("_") if word in unwanted]
            if len(register.name) > most:
                message = f"{register.name} has {len(register.name)} characters; {most} are the most"
                yield Finding(message, register.origin.key())
            elif words:
                yield Finding(f"{words[0]!r} in {register.name} says nothing", register.origin.key())
