"""The machine of a page beside the native one: programs, faults, deadlocks, memories far apart."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

import specgen
from tests.machine.webassembly.engines import PageEngine, page_engine
from tests.machine.windowed import program, scatter

_RUN = "machine.load(bytes({image!r}), {base}n, {{ entry: {entry}n }});\n"


def _load(engine: PageEngine, text: str) -> str:
    made = engine.accelerator.assemble(text)
    return _RUN.format(image=made.image.hex(), base=made.base, entry=made.entry)


def test_a_program_ends_as_on_the_native_engine(hart: PageEngine, root: Path) -> None:
    machine = hart.accelerator.simulator("native")
    machine.load(root / "examples/rv32imc/primes.s")
    result = machine.run()
    text = (root / "examples/rv32imc/primes.s").read_text(encoding="utf-8")
    script = (
        "const { reason, steps, code } = machine.run(1_000_000);\n"
        'say([reason, steps, code, machine.output, machine.state("x").raw.join()]);'
    )
    said = hart.ask(_load(hart, text) + script)
    assert said[:3] == ["exited", str(result.steps), str(result.exit_code)]
    assert bytes(said[3]) == machine.output
    assert said[4] == ",".join(str(one & 0xFFFFFFFF) for one in machine.state["x"])


def test_stepping_comes_to_the_same(hart: PageEngine, root: Path) -> None:
    text = (root / "examples/rv32imc/primes.s").read_text(encoding="utf-8")
    script = (
        'let steps = 0, last;\ndo { last = machine.step(); steps++; } while (last.reason === "limit");\n'
        "say([steps, last.reason, last.code, machine.exited()]);"
    )
    whole = hart.ask(_load(hart, text) + "const one = machine.run(1_000_000);\nsay([one.steps, one.code]);")
    assert hart.ask(_load(hart, text) + script) == [int(whole[0]), "exited", whole[1], True]


def test_breakpoints_stop_and_the_start_is_a_start(hart: PageEngine) -> None:
    load = _load(hart, "li a0, 0\nnext: addi a0, a0, 1\nli a1, 9\nblt a0, a1, next\nli a7, 93\necall\n")
    first = hart.accelerator.assemble("li a0, 0\n")
    at = first.base + len(first.image)
    script = f"""
const told = [];
for (let i = 0; i < 3; i++) {{
  const {{ reason }} = machine.runTo([{at}n], 1000);
  told.push([reason, machine.pc(), machine.element("x", 10)]);
}}
await machine.reset();
told.push([machine.element("x", 10), machine.memory("ram").read({first.base}n, 4).join()]);
say(told);
"""
    one, two, three, reset = hart.ask(load + script)
    assert [one[0], two[0], three[0]] == ["limit"] * 3
    assert [one[2], two[2], three[2]] == ["0", "1", "2"]
    assert one[1] == two[1] == three[1] == str(at)
    assert reset == ["0", "0,0,0,0"]


def test_a_fault_is_told_as_the_native_engine_tells_it(waiting: PageEngine) -> None:
    text = "li x1, 5000\nli x2, 0\ngrant 0\ncopy x1, x2, 4, 0\nmeet 0\n"
    machine = waiting.accelerator.simulator("native")
    machine.load(waiting.accelerator.assemble(text))
    fault = machine.run().fault
    said = waiting.ask(_load(waiting, text) + "say(machine.run(1000).fault);")
    assert fault is not None
    assert (said["name"], said["code"], int(said["value"])) == (fault.name, fault.code, fault.value)
    assert (said["unit"], said["instance"]) == ("dma", fault.instance)
    assert int(said["pc"]) == fault.pc


def test_a_deadlock_says_who_waits_for_what(waiting: PageEngine) -> None:
    text = "li x1, 0\ncopy x1, x1, 4, 0\nscale x1, x1, 4, 0\nawait\n"
    machine = waiting.accelerator.simulator("native")
    machine.load(waiting.accelerator.assemble(text))
    waiters = machine.run().waiters
    script = "const { reason } = machine.run(1000);\nsay([reason, machine.waits(), machine.queue(0), machine.queue(1, 1)]);"
    reason, waits, dma, matrix = waiting.ask(_load(waiting, text) + script)
    assert reason == "deadlock"
    assert [(one["instance"], one["unit"]) for one in waits] == [(one.instance, one.unit) for one in waiters]
    assert "free[0] >= 1, which is 0 and is signalled by matrix, control" in waits[1]["words"]
    assert dma == ["4"]
    assert matrix == ["6"]


def test_an_instance_is_followed(waiting: PageEngine) -> None:
    text = "who x1\naddi x2, x1, 7\nexit x2\n"
    script = (
        "machine.step({ instance: 1 });\nconst first = [machine.pc(0, 1), machine.exited(0)];\n"
        'machine.step({ instance: 1 });\nsay([first, machine.element("x", 2, 1), machine.exited(1)]);'
    )
    first, value, exited = waiting.ask(_load(waiting, text) + script)
    assert first == ["3", True]  # who goes first is at its end, as in every run
    assert (value, exited) == ("8", False)


def test_large_memories_cost_what_is_written(waiting: PageEngine) -> None:
    script = """
const size = 2n ** 30n, before = machine.held;
const memory = machine.memory("common"), five = new Uint8Array([1, 2, 3, 4, 5]);
for (const address of [0n, 4094n, size / 2n - 2n, size - 5n]) memory.write(address, five);
const found = [0n, 4094n, size / 2n - 2n, size - 5n].map((address) => memory.read(address, 5).join());
const wrong = [size - 4n, size].map((address) => {
  try { memory.read(address, 5); return "read"; } catch (error) { return error.message; }
});
say([found, memory.read(size / 4n, 3).join(), wrong, machine.held - before]);
"""
    found, untouched, wrong, more = waiting.ask(script)
    assert found == ["1,2,3,4,5"] * 4
    assert untouched == "0,0,0"
    assert wrong == ["not all of these bytes are inside common"] * 2
    assert more < 1 << 20


@pytest.mark.parametrize("seed", range(3))
def test_windows_onto_others_hold_what_the_native_engine_has(seed: int, root: Path, tmp_path: Path) -> None:
    accelerator = specgen.load(root / "tests/machine/spec/windows")
    random = Random(seed)
    image, machine = program(random, 80), accelerator.simulator("native")
    machine.load(image)
    scatter(machine, random)
    engine = page_engine(accelerator, tmp_path)
    given: list[tuple[str, str, str, int]] = []
    for number, one in enumerate(machine.instances):
        for name in ("ram", "box"):
            memory = accelerator.architecture.memories[name]
            given.append(
                (
                    name,
                    str(memory.base),
                    one.memory[name].read(memory.base, "u8", memory.size).tobytes().hex(),
                    number,
                )
            )
        given += [("x", str(place), str(one.state[f"x{place}"]), number) for place in range(1, 8)]
    result = machine.run(60)
    script = f"""
for (const [name, place, what, i] of {json.dumps(given)})
  if (name === "x") machine.setElement("x", Number(place), BigInt(what), i);
  else machine.memory(name, i).write(BigInt(place), bytes(what));
const {{ reason, steps }} = machine.run(60);
const told = [];
for (let i = 0; i < 3; i++) told.push(machine.state("x", i).raw.join(), machine.memory("box", i).read(0n, 256).join());
say([reason, steps, told]);
"""
    reset = next(iter(accelerator.architecture.processors.values())).reset
    reason, steps, told = engine.ask(f"machine.load(bytes({image.hex()!r}), {reset}n);\n" + script)
    assert (reason, int(steps)) == (result.reason, result.steps)
    for i, core in enumerate(machine.cores):
        assert told[2 * i] == ",".join(map(str, core.state["x"]))
        assert told[2 * i + 1] == ",".join(map(str, core.memory["box"].view[:256]))
