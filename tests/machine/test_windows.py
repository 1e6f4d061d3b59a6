"""Windows: what an address of one reaches, what is out of range, and who is told of writes to code."""

from __future__ import annotations

import pytest

from specgen.machine import AccessError, Assembler, Codec, Result, Simulator
from tests.machine.simulated import spec

PEERS, STRIDE = 0x1000, 250


def machine(*texts: str, race_check: bool = False) -> Simulator:
    """A machine of which each instance runs a text of its own."""
    architecture, semantics = spec("windows")
    made = Simulator(architecture, semantics, hot=1, race_check=race_check)
    for number, text in enumerate(texts):
        made.load(Assembler(Codec(architecture)).assemble(text), instance=number)
    return made


def ran(text: str, **registers: int) -> tuple[Simulator, Result]:
    made = machine(text, "exit x0", "exit x0")
    for name, value in registers.items():
        made.state[name] = value
    return made, made.run(100)


def test_an_address_is_an_instance_and_a_byte_of_its_memory() -> None:
    made, result = ran("stp.b32 x2, 8(x1)\nldp.b32 x3, 8(x1)\nexit x0", x1=PEERS + 2 * STRIDE, x2=0x12345678)
    assert result.reason == "exited"
    assert made.instances[2].memory["ram"].read(0x40 + 8, "u32") == made.state["x3"] == 0x12345678
    assert made.memory["peers"].read(PEERS + 2 * STRIDE + 8, "u32") == 0x12345678
    assert made.instances[1].memory["peers"].read(PEERS + 2 * STRIDE + 8, "u32") == 0x12345678


@pytest.mark.parametrize(
    ("address", "unit", "fault"),
    [
        (PEERS - 1, "b8", "far"),
        (PEERS + 203, "b8", None),
        (PEERS + 203, "h16", "far"),
        (PEERS + 204, "b8", "far"),
        (PEERS + STRIDE - 1, "h16", "far"),
        (PEERS + STRIDE, "b64", None),
        (PEERS + 2 * STRIDE + 196, "b64", None),
        (PEERS + 2 * STRIDE + 197, "b64", "far"),
        (PEERS + 3 * STRIDE, "b8", "far"),
    ],
)
def test_bytes_between_the_instances_are_out_of_range(address: int, unit: str, fault: str | None) -> None:
    for text in (f"ldp.{unit} x3, 0(x1)\nexit x0", f"stp.{unit} x0, 0(x1)\nexit x0"):
        _, result = ran(text, x1=address)
        assert (result.fault.name if result.fault else None) == fault
        assert result.fault is None or result.fault.value == address


def test_an_access_lies_in_one_instance_where_there_is_no_gap() -> None:
    for address, fault in ((252, None), (250, "crooked"), (254, "range"), (256, None)):
        _, result = ran("ldb.b32 x3, 0(x1)\nexit x0", x1=address)
        assert (result.fault.name if result.fault else None) == fault


def test_rows_of_a_tile_may_lie_in_different_instances() -> None:
    made, result = ran("sum x1\nexit x0", x1=PEERS + 100, x7=STRIDE)
    assert result.reason == "exited"
    for number, instance in enumerate(made.instances):
        instance.memory["ram"].write(0x40 + 100, [1.0 + number, 10.0, 0.5, number], "f32")
    made.load(Assembler(Codec(made.architecture)).assemble("sum x1\nexit x0"), instance=0)
    assert made.run(100).reason == "exited"
    assert made.state["total"].tolist() == [6.0, 30.0, 1.5, 3.0]
    for pitch, base in ((STRIDE + 8, PEERS + 180), (STRIDE, PEERS + 190), (STRIDE, PEERS - 8)):
        _, result = ran("sum x1\nexit x0", x1=base, x7=pitch)
        assert result.fault is not None and (result.fault.name, result.fault.value) == ("far", base)


def test_a_tile_in_a_layout_lies_in_one_instance() -> None:
    made = machine("weave x1, x3\nexit x0", "exit x0", "exit x0")
    made.memory["ram"].write(0x40, bytes(range(24)))
    made.state["x1"], made.state["x3"] = PEERS + STRIDE + 180, 0x40
    assert made.run(100).reason == "exited"
    there = made.instances[1].memory["ram"].read(0x40 + 180, "u8", 24)
    assert there.tolist() == [255 - n for n in range(24)]
    for base in (PEERS + STRIDE + 181, PEERS - 1, PEERS + 3 * STRIDE - 24):
        _, result = ran("weave x1, x3\nexit x0", x1=base, x3=0x40)
        assert result.fault is not None and (result.fault.name, result.fault.value) == ("far", base)


def test_the_host_writes_no_gap() -> None:
    made = machine("exit x0")
    with pytest.raises(AccessError, match="3 of 4 bytes at 0x10cb of peers are no ram's"):
        made.memory["peers"].write(PEERS + 203, [1], "u32")
    assert made.memory["peers"].read(PEERS + 203, "u32") == 0


WAITING = """
loop: addi x1, x1, 1
      bne x1, x2, loop
      meet
      addi x3, x0, 1
      exit x0
"""


def test_code_that_another_instance_writes_is_decoded_again() -> None:
    """Instance 0 puts `addi x3, x0, 2` over the last but one instruction of the others, which have run hot by then."""
    codec = Codec(spec("windows")[0])
    word = codec.encode("addi", rd=3, a=0, imm=2)
    text = f"li x2, {word}\npoke x2, {2048 + 12}(x0)\npoke x2, {4096 + 12}(x0)\nmeet\nexit x0"
    made = machine(text, WAITING, WAITING)
    for instance in made.instances[1:]:
        instance.state["x2"] = 40
    assert made.run(1000).reason == "exited"
    assert [instance.state["x3"] for instance in made.instances] == [0, 2, 2]


def races(*texts: str, **registers: int) -> list[str]:
    made = machine(*texts, race_check=True)
    for name, value in registers.items():
        for instance in made.instances:
            instance.state[name] = value
    found = made.run(100, order="adversarial", seed=3).races
    assert found is not None
    return [str(race).split("\n")[0] for race in found]


def test_a_write_through_a_window_races_with_a_read_at_home() -> None:
    there = PEERS + 2 * STRIDE + 16
    told = races("stp.b32 x0, 0(x1)\nexit x0", "exit x0", "ld.h16 x3, 18(x2)\nexit x0", x1=there, x2=0x40)
    assert told == ["race: nothing orders two accesses of ram[0x52:0x54] of instance 2"]
    assert not races("stp.b32 x0, 0(x1)\nexit x0", "ld.h16 x3, 18(x2)\nexit x0", "exit x0", x1=there, x2=0x40)
    meeting = ("stp.b32 x0, 0(x1)\nmeet\nexit x0", "meet\nexit x0", "meet\nld.h16 x3, 18(x2)\nexit x0")
    assert not races(*meeting, x1=there, x2=0x40)


def test_two_writes_through_a_window_race_in_the_memory_of_a_third() -> None:
    text = "stp.b8 x0, 0(x1)\nexit x0"
    told = races(text, "exit x0", text, x1=PEERS + STRIDE)
    assert told == ["race: nothing orders two accesses of ram[0x40:0x41] of instance 1"]


def test_an_engine_and_its_processor_race_through_window_and_memory() -> None:
    text = "push x1, x2, 4\n{between}ld.b32 x3, 0(x4)\nexit x0"
    own = {"x1": PEERS + 32, "x2": 0x40, "x4": 0x40 + 34}
    assert races(text.format(between=""), **own) == ["race: nothing orders two accesses of ram[0x62:0x64]"]
    assert not races(text.format(between="quiet\n"), **own)


def test_code_written_through_a_window_races_with_its_fetch() -> None:
    told = races("li x2, 0\npoke x2, 2052(x0)\nexit x0", "addi x1, x1, 1\nexit x0", "exit x0")
    assert told == ["race: nothing orders two accesses of code[0x4:0x8] of instance 1"]
