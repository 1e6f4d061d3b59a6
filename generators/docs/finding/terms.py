"""Terms of the glossary: what each means in a spec, and the page that shows it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """A word; a site that has no such ``page`` does not need it. ``shown``: the words of the link to that page."""

    name: str
    meaning: str
    page: str
    shown: str


def _all(page: str, shown: str, **meanings: str) -> tuple[Term, ...]:
    return tuple(Term(name.replace("_", " "), meaning, page, shown) for name, meaning in meanings.items())


TERMS = (
    *_all(
        "instructions",
        "the instructions",
        instruction="A word with a meaning: how it is encoded, how it is written, what it reads, writes and raises.",
        mnemonic="The word with which a line of assembly begins; parts of it may stand for operands, as in matmul.bf16.",
        operand="A field of an instruction that varies: a register, a number, a value of an enum, a distance.",
        tile_operand="A window onto a memory that an instruction reads or writes through a layout.",
        constraint="What holds for every word of an instruction: a word that breaks it is another instruction or none.",
        issue="The cycles before a processor may go on to the next instruction.",
        occupancy="The cycles before an engine can start its next instruction.",
        latency="The cycles until the result of an instruction is there.",
        semantics="What an instruction does, as statements whose every result is defined to the bit.",
        variant="The architecture with its parameters bound and its extensions chosen.",
    ),
    *_all(
        "encoding",
        "the encoding map",
        opcode="The bits that tell one instruction from the others; here, the fixed field in the lowest bits of the word.",
        match_and_mask="The bits of a word that are fixed, and their values: where a word has these it is the instruction.",
    ),
    *_all(
        "formats",
        "the formats",
        format="How an instruction's word is divided: a width, and fields with their bits.",
        field="Bits of a word with a name; they may be split, signed, scaled or named by an enum.",
        reserved="Bits that mean nothing yet: a word has zeros there, or they are ignored, as the format says.",
    ),
    *_all(
        "enums",
        "the enums",
        enum="Names for the values of a field; a closed one makes all other values illegal.",
    ),
    *_all(
        "types",
        "the data types",
        data_type="A format of numbers: integers, floating point, fixed point, or blocks with scales.",
        subnormal="A number below the least with a leading one: it keeps losing bits towards zero instead of becoming zero.",
        canonical_NaN="The one code that arithmetic gives where there is no number.",
        rounding="Which of the neighbours in a format stands for a result that lies between them.",
        saturation="A result beyond the greatest number of a format becomes that number, instead of infinity or a wrapped one.",
        block_scale="A factor that the elements of a block share; a value is its element times the scale.",
        unit_in_the_last_place="The distance between a number and the next one of its format.",
    ),
    *_all(
        "state",
        "the state",
        state="What instructions read and write besides memories: registers, files of registers, arrays.",
        program_counter="The state that says where the next instruction is.",
        register_file="State of one dimension whose elements have names and numbers.",
        view="The bits of one array under another type.",
    ),
    *_all(
        "memories",
        "the memories",
        memory="Bytes with addresses: a size, who reaches it, how fast it is, and what a wrong access raises.",
        bank="A part of a memory that serves one access at a time.",
        bandwidth="Bytes that cross a boundary in a second or in a cycle.",
        path="A way from one memory to another, and what moves the bytes.",
    ),
    *_all("devices", "the devices", device="Registers that stand beside a memory, in its address space."),
    *_all(
        "layouts",
        "the layouts",
        layout="Where the elements of a tensor lie: from indices to addresses, and to other axes.",
        stride="How far apart two elements lie that follow each other in one dimension.",
        swizzle="Bits of a place are exchanged by an exclusive or, so that a column does not fall into one bank.",
        padding="Places that no element has, so that rows begin where the hardware likes them to.",
        bank_conflict="Elements that are wanted at once and lie in the same bank, at different places.",
    ),
    *_all(
        "engines",
        "the processors and engines",
        processor="What fetches one stream of instructions.",
        engine="A unit that runs the instructions handed to its queue, in order.",
        semaphore="A counter with which units wait for each other: one signals, another waits.",
        barrier="A point that all instances reach before any of them goes on.",
        instance="A copy of all that is not shared.",
    ),
    *_all(
        "faults",
        "the faults",
        fault="What may go wrong in an instruction, by name; it is raised before anything was written.",
    ),
    *_all(
        "functions",
        "the functions",
        function="Steps that instructions share, written once.",
        host_function="A function that runs outside the machine: it ends a program or writes for it.",
    ),
    *_all("aliases", "the aliases", alias="Another spelling of one instruction, or of several together."),
    *_all(
        "extensions",
        "the extensions",
        extension="A part of the instruction set that a variant may leave out.",
    ),
    *_all("parameters", "the parameters", parameter="A number with a name that variants bind."),
    *_all(
        "registers",
        "the registers",
        register="A word that a host reads and writes at an address.",
        write_one_to_clear="Ones that are written become zeros, zeros leave the bit alone.",
    ),
    *_all("interrupts", "the interrupts", interrupt="How a device tells its host something unasked."),
    *_all(
        "structures", "the structures", structure="Bytes that two sides agree on, every one of them named."
    ),
    *_all(
        "queues",
        "the queues",
        queue="A ring of packets in which a host has a device do things.",
        packet="What one entry of a queue asks for.",
        doorbell="A register whose write tells a device that there is something in a queue.",
    ),
    *_all("mailboxes", "the mailboxes", mailbox="Registers through which firmware is asked, and answers."),
    *_all("traces", "the traces", trace="Records that a device writes while it runs."),
    *_all(
        "protocols",
        "the protocols",
        protocol="Agents that share memory, step by step, tried in every order.",
        invariant="What holds in every state of a protocol that can be reached.",
    ),
    *_all(
        "executables",
        "the executables",
        executable="A file that is launched: sections with code, tables and data.",
        section="A part of an executable with a kind of its own.",
        relocation="A place of an executable that is filled in when it is loaded.",
    ),
    *_all(
        "runtimes",
        "the runtimes",
        runtime="The interface in C through which programs use a device.",
        handle="A number that stands for something of a runtime, and is looked up and not followed.",
    ),
    *_all(
        "errors",
        "the errors",
        error_code="What a device or a runtime reports: its cause, who can mend it, and how.",
    ),
    *_all(
        "performance",
        "the rooflines",
        roofline="The rate that is attainable at a number of operations per byte: the less of bandwidth and peak.",
        peak="The most operations a second that a unit does.",
        ridge="The operations per byte from which on the peak and not the bandwidth is the limit.",
    ),
    *_all(
        "workloads",
        "the workloads",
        workload="A model in use: a phase, sizes and formats.",
        prefill="The step that reads a prompt: all of its tokens at once.",
        decode="The step that writes one token a sequence.",
        bound="The least time that arithmetic, bytes or messages take; what takes longest is what it waits for.",
    ),
    *_all(
        "coverage", "the coverage", lowering="Which instructions an operator becomes, and how many of them."
    ),
    *_all("targets", "the targets", target="A figure that has to be reached in a phase, with a margin."),
    *_all(
        "decisions",
        "the decisions",
        decision="Why it is so: claims that are computed again whenever the spec is checked.",
        claim="A comparison of two figures of the performance model.",
        confidence="What a number rests on: measured, datasheet, simulated, estimated or assumed.",
    ),
    *_all(
        "requirements",
        "the requirements",
        requirement="A normative sentence with a permanent id, and the tests that cover it.",
    ),
    *_all(
        "review",
        "the rules of reviews",
        verdict="What a change is for a consumer: it breaks, it needs edits, it is a risk, or it is compatible.",
        witness="A case in which the old and the new spec behave differently.",
    ),
    *_all(
        "rules",
        "the diagnostics",
        diagnostic="What a check finds wrong with a spec: where, why, and how it is mended.",
    ),
)
