"""Random programs of the ``windows`` spec: three instances that reach each other's memories."""

from __future__ import annotations

from random import Random

from specgen.machine import Codec, Simulator
from tests.machine.simulated import spec

PEERS, RAM, STRIDE, PART = 0x1000, 0x40, 250, 204

#: Which registers hold addresses of what: x1 and x2 of anyone's ram, x3 of the own one, x4 and x5 of boxes.
_POINTERS = {"peers": (1, 2), "ram": (3,), "boxes": (4, 5)}
_OPERANDS = {
    "ld": {"a": "ram"}, "st": {"a": "ram"}, "ldp": {"a": "peers"}, "stp": {"a": "peers"}, "ldb": {"a": "boxes"},
    "stb": {"a": "boxes"}, "both": {"a": "peers", "b": "ram"}, "push": {"a": "peers", "b": "ram"},
    "pull": {"a": "ram", "b": "peers"}, "pile": {"a": "peers", "b": "ram"}, "pick": {"a": "peers", "b": "ram"},
    "once": {"a": "boxes"}, "sum": {"a": "peers"}, "move": {"a": "peers", "b": "ram"}, "swap": {"b": "boxes"},
    "weave": {"a": "peers", "b": "ram"},
}  # fmt: skip


def program(random: Random, length: int) -> bytes:
    """Instructions one after the other, now and then one that writes the code of anyone."""
    codec = Codec(spec("windows")[0])
    names = [n for n in codec.instructions if n not in ("bne", "exit", "meet", "li")]
    words = []
    for _ in range(length):
        name = random.choice(names)
        operands = {}
        for field in codec.instructions[name].operands:
            kind = _OPERANDS.get(name, {}).get(field.name)
            operands[field.name] = (
                random.choice(_POINTERS[kind])
                if kind is not None
                else random.choice([0, 2, 4, 8])
                if field.name == "imm"
                else random.randrange(4)
                if field.name == "unit"
                else random.randrange(10)
                if field.name == "n"
                else random.choice([6, 7] if field.name in ("rd", "b") else range(8))
            )
        words.append(codec.encode(name, **operands))
    return b"".join(word.to_bytes(4, "little") for word in words)


def scatter(machine: Simulator, random: Random) -> None:
    """Random contents of memories and registers."""
    for number, instance in enumerate(machine.instances):
        instance.memory["ram"].write(RAM, random.randbytes(PART))
        instance.memory["box"].write(0, random.randbytes(256))
        for place in (1, 2):
            at = PEERS + STRIDE * random.randrange(3) + 2 * random.randrange(PART // 2)
            instance.state[f"x{place}"] = at
        instance.state["x3"] = RAM + random.randrange(PART // 2)
        instance.state["x4"] = 4 * random.randrange(192)
        instance.state["x5"] = random.randrange(768)
        instance.state["x6"] = random.choice([12, 24, 40, number, 7])
        instance.state["x7"] = random.choice([24, 16, STRIDE, 256, 3])
