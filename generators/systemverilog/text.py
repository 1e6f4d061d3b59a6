"""Words, numbers and comments of SystemVerilog."""

from __future__ import annotations

from specgen.generators.templating import one_line

_WORDS = """
    accept_on alias always always_comb always_ff always_latch and assert assign assume automatic before begin bind bins
    binsof bit break buf bufif0 bufif1 byte case casex casez cell chandle checker class clocking cmos config const
    constraint context continue cover covergroup coverpoint cross deassign default defparam design disable dist do edge
    else end endcase endchecker endclass endclocking endconfig endfunction endgenerate endgroup endinterface endmodule
    endpackage endprimitive endprogram endproperty endsequence endspecify endtable endtask enum event eventually expect
    export extends extern final first_match for force foreach forever fork forkjoin function generate genvar global
    highz0 highz1 if iff ifnone ignore_bins illegal_bins implements implies import incdir include initial inout input
    inside instance int integer interconnect interface intersect join join_any join_none large let liblist library local
    localparam logic longint macromodule matches medium modport module nand negedge nettype new nexttime nmos nor
    noshowcancelled not notif0 notif1 null or output package packed parameter pmos posedge primitive priority program
    property protected pull0 pull1 pulldown pullup pulsestyle_ondetect pulsestyle_onevent pure rand randc randcase
    randsequence rcmos real realtime ref reg reject_on release repeat restrict return rnmos rpmos rtran rtranif0 rtranif1
    s_always s_eventually s_nexttime s_until s_until_with scalared sequence shortint shortreal showcancelled signed small
    soft solve specify specparam static string strong strong0 strong1 struct super supply0 supply1 sync_accept_on
    sync_reject_on table tagged task this throughout time timeprecision timeunit tran tranif0 tranif1 tri tri0 tri1
    triand trior trireg type typedef union unique unique0 unsigned until until_with untyped use uwire var vectored
    virtual void wait wait_order wand weak weak0 weak1 while wildcard wire with within wor xnor xor
    mailbox process semaphore std
"""
WORDS = frozenset(_WORDS.split())
"""The keywords, and the built-in classes."""

_PRAGMAS = (
    "verilator",
    "verilint",
    "synopsys",
    "synthesis",
    "pragma",
    "translate_",
    "ambit",
    "cadence",
    "exemplar",
)


def comment(text: str) -> str:
    """Return one line of text that can stand behind ``//``.

    A backslash at its end would take the next line in; a first word such as ``verilator`` or ``synopsys`` would be obeyed.
    """
    line = one_line(text).replace("\\", "/").replace("`", "'")
    return f"- {line}" if line.lower().startswith(_PRAGMAS) else line


def bits_of(low: int, high: int) -> int:
    """Return the bits that hold the integers from ``low`` to ``high``, with a sign where ``low`` is negative."""
    if low >= 0:
        return max(high.bit_length(), 1)
    return max((-low - 1).bit_length(), high.bit_length()) + 1


def vector(width: int, signed: bool = False) -> str:
    """Return the type of so many bits."""
    if width == 1 and not signed:
        return "logic"
    return f"logic {'signed ' if signed else ''}[{width - 1}:0]"


def number(value: int, width: int, signed: bool = False) -> str:
    """Return a constant of so many bits: small ones in decimal, others in groups of four hexadecimal digits."""
    if signed:
        return f"-{width}'sd{-value}" if value < 0 else f"{width}'sd{value}"
    value &= (1 << width) - 1
    if value < 10:
        return f"{width}'d{value}"
    digits = f"{value:x}"
    first = len(digits) % 4
    groups = [digits[:first]] * bool(first) + [digits[i : i + 4] for i in range(first, len(digits), 4)]
    return f"{width}'h{'_'.join(groups)}"
