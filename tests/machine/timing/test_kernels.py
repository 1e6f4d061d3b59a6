"""Kernels whose times were worked out by hand, instruction by instruction.

Each row is tile, unit, instruction, then the ticks at which it began, occupied its unit no more and was finished, and why.
An instruction for an engine stands twice: when the processor began to hand it on (it is finished when it is in the queue),
and when the engine began it.
"""

from __future__ import annotations

import pytest

from specgen.machine import assemble
from tests.machine.timing.timed import METRONOME, ROOT, load, machine, rows, run, table

#: A loop with a product that is waited for, a branch that is taken once, and a division that occupies the processor.
LOOP = """
    li x1, 2
again:
    mul x2, x1, x1
    li x3, -1
    add x1, x1, x3
    add x4, x2, x2
    bnz x1, again
    div x5, x4, x2
    li x6, 1
    halt x0
"""
LOOP_TABLE = """
0 core   li x1, 2          0   1   1
0 core   mul x2, x1, x1    1   2   5   x1 is there at 1; 4 cycles for the result, 1 for the processor
0 core   li x3, -1         2   3   3
0 core   add x1, x1, x3    3   4   4   x3 is there at 3
0 core   add x4, x2, x2    5   6   6   holds one cycle: x2 is there at 5
0 core   bnz x1, 0x4       6   7   9   x1 is 1: taken
0 core   mul x2, x1, x1    9  10  13   behind a taken branch, when that is finished
0 core   li x3, -1        10  11  11
0 core   add x1, x1, x3   11  12  12
0 core   add x4, x2, x2   13  14  14   x2 is there at 13
0 core   bnz x1, 0x4      14  15  17   x1 is 0: not taken, so nobody waits until it is finished
0 core   div x5, x4, x2   15  21  23   occupies the processor for 6
0 core   li x6, 1         21  22  22
0 core   halt x0          22  23  23
"""

#: Four transfers through a queue of two.
FULL = """
    li x1, 5
    li x2, 16
    fill x1, x2, 20
    fill x1, x0, 20
    fill x1, x2, 20
    fill x1, x0, 20
    halt x0
"""
FULL_TABLE = """
0 core   li x1, 5           0   1   1
0 core   li x2, 16          1   2   2
0 core   fill x1, x2, 20    2   3   3   x2 is read at issue, and there at 2
0 mover  fill x1, x2, 20    3  13  23   20 bytes at 2 a cycle: 10 occupied, 10 more until it is finished
0 core   fill x1, x0, 20    3   4   4
0 core   fill x1, x2, 20    4   5   5   the queue holds two: the first has begun, so has left it
0 mover  fill x1, x0, 20   13  23  33   when the first occupies the mover no more
0 core   fill x1, x0, 20   13  14  14   the queue was full until 13
0 core   halt x0           14  15  15
0 mover  fill x1, x2, 20   23  33  43
0 mover  fill x1, x0, 20   33  43  53
"""

#: Two buffers that the mover fills and the adder empties: each waits for the other by semaphores.
BUFFERS = """
    give 0
    give 1
    li x1, 7
    li x2, 64
    fetch 0, x1, x0, 8
    sum 0, y0, x0, 6
    fetch 1, x1, x2, 8
    sum 1, y0, x2, 6
    fetch 0, x1, x0, 8
    sum 0, y0, x0, 6
    tell 0, y0, x0, 1
    await 0, 1
    load x3, x0
    halt x0
"""
BUFFERS_TABLE = """
0 core   give 0               0   1   2
0 core   give 1               2   3   4   behind a signal, when that is given
0 core   li x1, 7             4   5   5
0 core   li x2, 64            5   6   6
0 core   fetch 0, x1, x0, 8   6   7   7
0 mover  fetch 0, x1, x0, 8   7  11  21   free[0] was given at 2
0 core   sum 0, y0, x0, 6     7   8   8
0 core   fetch 1, x1, x2, 8   8   9   9
0 core   sum 1, y0, x2, 6     9  10  10
0 core   fetch 0, x1, x0, 8  10  11  11
0 mover  fetch 1, x1, x2, 8  11  15  25   the mover is free: the second buffer is filled while the first one still comes
0 core   sum 0, y0, x0, 6    11  12  12
0 adder  sum 0, y0, x0, 6    21  27  29   full[0] is given when the first transfer is finished
0 core   tell 0, y0, x0, 1   21  22  22   the adder's queue of three was full until 21
0 mover  fetch 0, x1, x0, 8  29  33  43   free[0] is given when the first sum is finished
0 adder  sum 1, y0, x2, 6    29  35  37   full[1] came at 25 and the adder was free at 27, but y0 is there at 29
0 adder  sum 0, y0, x0, 6    43  49  51   full[0] again
0 adder  tell 0, y0, x0, 1   51  53  57   y0
0 core   await 0, 1          57  58  59   done[0]
0 core   load x3, x0         59  60  62   behind a wait, when that is finished
0 core   halt x0             60  61  61
"""

#: A tile that is early at a barrier, and one that is late.
EARLY = """
    li x1, 3
    meet 0
    store x1, x0
    halt x0
"""
LATE = """
    li x1, 40
    li x2, 5
    div x3, x1, x2
    add x3, x3, x3
    meet 0
    halt x0
"""
MEETING_TABLE = """
0 core   li x1, 3          0   1   1
1 core   li x1, 40         0   1   1
1 core   li x2, 5          1   2   2
1 core   div x3, x1, x2    2   8  10
1 core   add x3, x3, x3   10  11  11   x3 is there at 10
0 core   meet 0           11  12  16   came at 1; the barrier opens when the last one comes
1 core   meet 0           11  12  16
0 core   store x1, x0     16  17  19
1 core   halt x0          16  17  17
0 core   halt x0          17  18  18
"""

#: The mover's cycle has five ticks, the others' has two.
DRAIN = """
    li x1, 9
    fill x1, x0, 4
    told 1, 2
    drain.mover
    await 1, 2
    halt x0
"""
DRAIN_TABLE = """
0 core   li x1, 9           0   2   2   a cycle is two ticks
0 core   fill x1, x0, 4     2   4   4
0 core   told 1, 2          4   8   8   its issue takes two cycles
0 mover  fill x1, x0, 4     5  15  65   in the queue at 4, and the mover's next cycle begins at 5; 2 and 12 cycles of 5 ticks
0 mover  told 1, 2         15  20  65   finished no sooner than the one before
0 core   drain.mover       66  68  68   all is finished at 65, and the next cycle begins at 66
0 core   await 1, 2        68  70  72   done[1] was given at 65
0 core   halt x0           72  74  74
"""


#: Registers through a view of half their width, and such as are known by number alone.
REGISTERS = """
    li x1, 1
    mul x2, x1, x1
    pick x3, x1
    scale y0, y1, 9
    half z1, 2
    half z2, 2
    any x1, 4
    scale y3, y2, 1
    mul x0, x1, x1
    add x4, x0, x1
    halt x0
"""
REGISTERS_TABLE = """
0 core   li x1, 1          0   1   1
0 core   mul x2, x1, x1    1   2   5
0 core   pick x3, x1       5   6   6   which register it reads is not known before it runs: it waits for all
0 core   scale y0, y1, 9   6   7   7
0 adder  scale y0, y1, 9   7   8  16
0 core   half z1, 2        7   8   8
0 core   half z2, 2        8   9   9
0 core   any x1, 4         9  10  10
0 core   scale y3, y2, 1  16  17  17   the queue of three held the two halves and any until 16
0 core   mul x0, x1, x1   17  18  21
0 core   add x4, x0, x1   18  19  19   x0 is always there
0 core   halt x0          19  20  20
0 adder  half z1, 2       16  17  18   z1 is half of y0, which is there at 16
0 adder  half z2, 2       17  18  19   z2 is half of y1, which nobody writes
0 adder  any x1, 4        19  20  23   all sums: y1 is there at 19
0 adder  scale y3, y2, 1  23  24  24   any may have written each
"""


@pytest.mark.parametrize(
    ("variant", "texts", "expected", "cycles"),
    [
        ("even", (LOOP, ""), LOOP_TABLE, 23),
        ("even", (FULL, ""), FULL_TABLE, 53),
        ("even", (BUFFERS, ""), BUFFERS_TABLE, 62),
        ("even", (EARLY, LATE), MEETING_TABLE, 19),
        ("odd", (DRAIN, ""), DRAIN_TABLE, 37),
        ("even", (REGISTERS, ""), REGISTERS_TABLE, 24),
    ],
    ids=["loop", "full queue", "two buffers", "barrier", "drain", "registers"],
)
def test_metronome(variant: str, texts: tuple[str, ...], expected: str, cycles: int) -> None:
    simulator = machine(METRONOME, variant)
    load(simulator, *texts)
    result, events = run(simulator)
    assert result.reason == "exited"
    assert sorted(rows(events)) == sorted(table(expected))
    assert result.cycles == cycles


#: Basalt's own costs: memory of the processor, a product, and a loop instruction.
SCALAR = """
    li t0, 2
    li t1, 64
again:
    sw t0, 0(t1)
    lw t2, 0(t1)
    mul t3, t2, t2
    loop t0, again
    halt zero
"""
SCALAR_TABLE = """
0 control  addi t0, zero, 2     0   1   1
0 control  addi t1, zero, 64    1   2   2
0 control  sw t0, 0(t1)         2   3   4
0 control  lw t2, 0(t1)         3   4   5   memory makes nobody wait; the scratch memory takes 2 cycles
0 control  mul t3, t2, t2       5   6   8   t2 is there at 5
0 control  loop t0, 0x8         6   7   7   taken, and finished in a cycle
0 control  sw t0, 0(t1)         7   8   9
0 control  lw t2, 0(t1)         8   9  10
0 control  mul t3, t2, t2      10  11  13
0 control  loop t0, 0x8        11  12  12   not taken
0 control  halt zero           12  13  13
"""

#: A transfer from memory at 25.6 bytes a cycle, a reduction that waits for it, and the processor that waits for both.
LOAD = """
    li a0, 128
    dma.load [zero + 0], [w0 + zero + 0], 256
    dma.signal vector, 0, 1
    vector.wait 0, 1
    trmax.f32 v1, [zero + 0, a0], 2, 32
    vmax v2, v1, v1
    vector.signal control, 0, 1
    control.wait 0, 1
    halt zero
"""
LOAD_TABLE = """
0 control  addi a0, zero, 128                              0    1    1
0 control  dma.load [zero + 0], [w0 + zero + 0], 256       1    2    2
0 dma      dma.load [zero + 0], [w0 + zero + 0], 256       2   20  162   256 / 25.6 = 10 cycles of data: 8 + 10, 150 + 10
0 control  dma.signal vector, 0, 1                         2    3    3
0 control  vector.wait 0, 1                                3    4    4
0 control  trmax.f32 v1, [zero + 0, a0], 2, 32             4    5    5
0 control  vmax v2, v1, v1                                 5    6    6
0 control  vector.signal control, 0, 1                     6    7    7
0 dma      dma.signal vector, 0, 1                        20   21  162   finished no sooner than the transfer
0 vector   vector.wait 0, 1                              162  163  163
0 vector   trmax.f32 v1, [zero + 0, a0], 2, 32           163  183  205   32 / 2 lanes: 4 + 16, 2 * 6 + 16 + 14
0 vector   vmax v2, v1, v1                               205  206  211   v1 is there at 205; 6 cycles
0 vector   vector.signal control, 0, 1                   206  207  211   behind vmax
0 control  control.wait 0, 1                             211  212  212
0 control  halt zero                                     212  213  213
"""


@pytest.mark.parametrize(
    ("text", "expected", "cycles"),
    [(SCALAR, SCALAR_TABLE, 13), (LOAD, LOAD_TABLE, 213)],
    ids=["scalar", "load"],
)
def test_basalt(text: str, expected: str, cycles: int) -> None:
    simulator = machine(ROOT / "spec", "edge")
    simulator.reset()
    simulator.load(assemble(simulator.architecture, text))
    result, events = run(simulator)
    assert sorted(rows(events)) == sorted(table(expected))
    assert (result.reason, result.cycles) == ("exited", cycles)
