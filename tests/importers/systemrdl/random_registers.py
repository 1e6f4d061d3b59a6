"""Register maps by chance: every key of the language, in every place where it may stand."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from specgen.model.interfaces import CONDITIONS, DOES, EVENTS

_WORDS = (
    "reset",
    "field",
    "sw",
    "enable",
    "status",
    "data",
    "control",
    "x",
    "lock",
    "reg",
    "name",
    "encode",
    "count",
    "mask",
)
_TEXTS = (
    "It counts.",
    'Says "no" \\ or \\n, yes.',
    "Ein Zähler, µs.",
    "Two lines.\n\n  And {one} more: [b]bold[/b] // no\n",
    "",
)
_WRITTEN = ("rw", "wo", "w1c", "w1s", "w0c", "w1t", "w1")
_READ = ("ro", "rc", "rs")


def write_random(folder: Path, seed: int) -> Path:
    """Write a spec with a random register map."""
    folder.mkdir(parents=True, exist_ok=True)
    spec = {
        "name": "chip",
        "version": "1.0.0",
        "summary": "By chance.",
        **Maker(random.Random(seed)).sections(),
    }
    (folder / "spec.yaml").write_text(json.dumps(spec, indent=1, ensure_ascii=False), encoding="utf-8")
    return folder


class Maker:
    """Makes the sections of one spec."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.locks: list[str] = []
        self.bits: list[str] = []

    def sections(self) -> dict[str, Any]:
        rng = self.rng
        self.enums = {f"kind_{i}": self.enum(i) for i in range(3)}
        registers: dict[str, Any] = {}
        base = 0
        for name in rng.sample(_WORDS, rng.randint(1, 4)):
            registers[name], base = self.block(name, base)
        interrupts = {
            f"line_{i}": {
                "line": 3 * i, "trigger": rng.choice(["level", "edge", "message"]), "pending": bit,
                "when": rng.sample(EVENTS, rng.randint(0, 2)), **self.words(),
            }
            for i, bit in enumerate(self.bits[:3])
        }  # fmt: skip
        return {"enums": self.enums, "registers": registers, "interrupts": interrupts}

    def words(self) -> dict[str, Any]:
        rng = self.rng
        found: dict[str, Any] = {}
        for key in ("summary", "description"):
            if rng.random() < 0.4:
                found[key] = rng.choice(_TEXTS)
        if rng.random() < 0.1:
            found |= {"since": "0.9", "status": rng.choice(["draft", "beta", "deprecated"])}
        if rng.random() < 0.1:
            found |= {"renamed_from": "old", "requirements": {"R-A-1": 'It shall "hold".'}}
        if rng.random() < 0.05:
            found["retired"] = {"in": "2.0", "reuse": "3.0"}
        return found

    def enum(self, number: int) -> dict[str, Any]:
        low = -2 if number == 2 else 0
        values = {f"v{i}": {"value": low + i, **self.words()} for i in range(4)}
        return {"values": values, "open": self.rng.random() < 0.5, **self.words()}

    def block(self, name: str, base: int) -> tuple[dict[str, Any], int]:
        rng = self.rng
        self.width = rng.choice((8, 16, 32, 64))
        size = self.width // 8
        found: dict[str, Any] = {
            "base": base,
            "width": self.width,
            "endian": rng.choice(["little", "big"]),
            **self.words(),
        }
        array = rng.random() < 0.3
        registers: dict[str, Any] = {}
        at, lock = 0, None
        if rng.random() < 0.6:
            registers["guard"] = {"offset": 0, "fields": {"closed": {"bits": "0", "access": "lock"}}}
            at, lock = size, f"{name}.guard.closed"
            if not array:
                self.locks.append(lock)
        self.lock, self.alone = lock, not array
        for word in rng.sample(_WORDS, rng.randint(1, 6)):
            at += size * rng.choice((0, 0, 1, 3))
            registers[word], at = self.register(name, word, at)
        if rng.random() < 0.3:
            registers |= self.interleaved(at)
            at += size * 40
        end = at + size * rng.choice((0, 0, 5))
        if array:
            stride = end + size * rng.choice((0, 3))
            count = rng.randint(1, 3)
            return found | {
                "size": end,
                "count": count,
                "stride": stride,
                "registers": registers,
            }, base + count * stride + (-(count * stride) % 8)
        return found | {"size": end, "registers": registers}, base + end + (-end % 8)

    def register(self, block: str, name: str, at: int) -> tuple[dict[str, Any], int]:
        rng, size = self.rng, self.width // 8
        width = rng.choice([w for w in (8, 16, 32, 64) if w >= self.width])
        found: dict[str, Any] = {"offset": at, "width": width, **self.words()}
        end = at + width // 8
        array = rng.random() < 0.3
        if array:
            count, stride = rng.randint(1, 4), width // 8 + size * rng.choice((0, 0, 2))
            found |= {"count": count, "stride": stride}
            end = at + (count - 1) * stride + width // 8
        if rng.random() < 0.4:
            return found | self.value(width, True), end
        fields: dict[str, Any] = {}
        low = 0
        for number in range(rng.randint(1, 5)):
            low += rng.choice((0, 0, 1, 3))
            high = min(width - 1, low + rng.choice((0, 0, 1, 3, 7)))
            if low > high:
                break
            one: dict[str, Any] = {
                "bits": f"{high}:{low}",
                **self.value(high - low + 1, False),
                **self.words(),
            }
            key = f"{rng.choice(_WORDS)}{number}" if rng.random() < 0.8 else name
            if key in fields:
                continue
            fields[key] = one
            if (
                high == low
                and not array
                and self.alone
                and "reserved" not in one
                and one.get("access") == "w1c"
            ):
                self.bits.append(f"{block}.{name}.{key}")
            low = high + 1
        return found | {"fields": fields or {"x": "0"}}, end

    def value(self, width: int, plain: bool) -> dict[str, Any]:
        rng = self.rng
        if not plain and rng.random() < 0.1:
            return {"reserved": rng.choice(["zero", "ignored", "preserve"])}
        access = rng.choice(_WRITTEN + _READ)
        found: dict[str, Any] = {"access": access, "hardware": rng.choice(["rw", "r", "w", "na"])}
        if rng.random() < 0.2:
            found["signed"] = True
        reset: Any = rng.choice([0, rng.getrandbits(width), "none"])
        if rng.random() < 0.2 and width >= 3:
            negative = found.get("signed", False)
            found["enum"] = "kind_2" if negative else rng.choice(["kind_0", "kind_1"])
            reset = rng.choice(["none", "v2"])
        elif found.get("signed") and isinstance(reset, int):
            reset >>= 1
        if access in ("rw", "wo", "w1s") and rng.random() < 0.2:
            found["pulse"] = True
            reset = "v2" if found.get("enum") == "kind_2" else "v0" if "enum" in found else 0
        found["reset"] = reset
        if access not in _READ and rng.random() < 0.4:
            locks = [*self.locks, *([self.lock] if self.lock else [])]
            if locks:
                found["locked_by"] = rng.choice(locks)
        if rng.random() < 0.1:
            found["does"] = rng.choice(DOES)
        if rng.random() < 0.1:
            found["when"] = rng.sample(CONDITIONS, 2)
        return found

    def interleaved(self, at: int) -> dict[str, Any]:
        """Three arrays in each other's gaps; sometimes of different shapes."""
        rng, size = self.rng, self.width // 8
        at += -at % size
        count = rng.randint(2, 4)
        shapes = (
            [(count, 4 * size)] * 3 if rng.random() < 0.6 else [(2, 12 * size), (5, 4 * size), (3, 8 * size)]
        )
        return {
            f"lane_{i}": {
                "offset": at + i * size,
                "count": n,
                "stride": s,
                **self.value(self.width, True),
                **self.words(),
            }
            for i, (n, s) in enumerate(shapes)
        }
