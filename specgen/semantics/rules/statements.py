"""Rules about statements: locals, loops, grids, faults, synchronisation."""

from specgen.semantics.rules.examples import error, instruction

error(
    "sem-unset",
    "A local is set before it is used, on every way that leads there.",
    "Hardware has no undefined values: what was not set would be whatever was there.",
    """
    if x[rs1] == 0:
        n = 1
    x[rd] = n
    """,
    """
    n: u32 = 0
    if x[rs1] == 0:
        n = 1
    x[rd] = n
    """,
)
error(
    "sem-carried",
    "A local that is carried around a loop is declared.",
    "An exact integer that grows with every iteration has no machine type; the declaration says where it wraps.",
    """
    n = 0
    for i in range(8):
        n = n + x[i]
    x[rd] = n
    """,
    """
    n: u32 = 0
    for i in range(8):
        n = n + x[i]
    x[rd] = n
    """,
)
error(
    "sem-redeclared",
    "A local has one type.",
    "Two types under one name would cut differently in two places.",
    """
    n: u8 = x[rs1]
    n: u16 = x[rs2]
    x[rd] = n
    """,
    """
    n: u8 = x[rs1]
    m: u16 = x[rs2]
    x[rd] = n + m
    """,
)
error(
    "sem-loop-bound",
    "Every loop has a maximum number of iterations.",
    "An instruction ends; the maximum is what it costs at worst, and what a machine type can count.",
    """
    n: u32 = 0
    for i in range(x[rs1]):
        n = n + i
    x[rd] = n
    """,
    """
    n: u32 = 0
    for i in range(x[rs1][7:0]):
        n = n + i
    x[rd] = n
    """,
)
error(
    "sem-unreachable",
    "Every statement can be reached.",
    "What follows a raise never happens.",
    """
    raise bad_address(x[rs1])
    x[rd] = 1
    """,
    """
    if x[rs1] > 100:
        raise bad_address(x[rs1])
    x[rd] = 1
    """,
)
error(
    "sem-fault",
    "Only declared faults are raised, with the value that they carry.",
    "Software handles faults by their code and value, which the declaration gives.",
    "raise bad_adress(x[rs1])",
    "raise bad_address(x[rs1])",
)
error(
    "sem-grid",
    "The iterations of a grid do nothing that has an order: they set no outer local, signal nothing, commit nothing.",
    "A grid is computed in any order and many points at a time.",
    """
    n: u32 = 0
    for i in grid(8):
        n = x[i]
    x[rd] = n
    """,
    """
    n: u32 = 0
    for i in range(8):
        n = x[i]
    x[rd] = n
    """,
)
error(
    "sem-grid-conflict",
    "Iterations of a grid write different places, or the grid says what a conflict means.",
    """
    Indices that are sums of constants times loop variables are compared. Where two iterations may write one element,
    or one may read what another writes, the result depends on an order that a grid leaves open.
    """,
    """
    for i in grid(16):
        x[i + 1] = x[i]
    """,
    """
    for i in grid(16):
        x[i] = x[i] + 1
    """,
)
error(
    "sem-grid-reread",
    "A grid does not read a memory after it wrote it.",
    "A grid sees memory as it was before the grid, so that this read would not see that write.",
    """
    for i in grid(8):
        mem.write(u32, 4 * i, x[i])
        x[i] = mem.read(u32, 4 * i) + 1
    """,
    """
    for i in grid(8):
        mem.write(u32, 4 * i, x[i])
        x[i] = x[i] + 1
    """,
)
_SEMAPHORES = """
    semaphores:
      ready: {count: 4, max: 7, producers: [control], consumer: control, on_full: block, summary: Data is there.}
    """
error(
    "sem-prelude",
    "What an instruction waits for comes first.",
    "An instruction that has begun cannot wait: others would see half of it.",
    instruction(
        """
        x[rd] = x[rs1]
        wait(ready[0], 1)
        """,
        _SEMAPHORES,
    ),
    instruction(
        """
        wait(ready[0], 1)
        x[rd] = x[rs1]
        signal(ready[1], 1)
        """,
        _SEMAPHORES,
    ),
)
error(
    "sem-semaphore",
    "A semaphore is used by those it declares, with amounts that it can hold.",
    "With one declared consumer, the outcome does not depend on the schedule.",
    instruction("signal(ready[0], 8)", _SEMAPHORES),
    instruction("signal(ready[0], 1)", _SEMAPHORES),
)
error(
    "sem-handler",
    "A trap entry assigns pc on every way through, and neither it nor a device raises, waits or touches memory.",
    """
    The machine runs it in the midst of something else: a fault in it would have no instruction, and one that left pc
    where it is would be raised again for ever.
    """,
    instruction(
        "x[rd] = x[rs1]",
        """
        processors:
          control:
            {program_counter: pc, memory: imem, granule: 16, illegal: illegal, fetch: fetch, summary: Traps.,
             on_raise: "if fault.code == 1: pc = 8"}
        """,
    ),
    instruction(
        "x[rd] = x[rs1]",
        """
        processors:
          control:
            {program_counter: pc, memory: imem, granule: 16, illegal: illegal, fetch: fetch, summary: Traps.,
             on_raise: "pc = 8 if fault.code == 1 else 16"}
        """,
    ),
)
