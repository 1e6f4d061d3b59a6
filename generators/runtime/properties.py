"""What a device tells about itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specgen.generators.runtime.ctypes import struct_lines
from specgen.model.interfaces import Structure
from specgen.model.interfaces.verbs import PROPERTIES

if TYPE_CHECKING:
    from specgen.generators.runtime.ctypes import Argument, Function, Names
    from specgen.model.architecture import Architecture
    from specgen.model.memory import Memory


@dataclass(frozen=True, slots=True)
class Known:
    """The architecture, and the memory that the runtime hands out."""

    architecture: Architecture
    memory: Memory

    def values(self) -> dict[str, str]:
        """Every property as an expression of C."""
        a = self.architecture
        queue = next(iter(a.queues.values()), None)
        version = [int(part) for part in a.version.partition("-")[0].split(".")] + [0, 0]
        return {
            "name": f'"{a.name}"',
            "variant": f'"{a.variant}"',
            "content_hash": f'"{a.content_hash}"',
            "version_major": str(version[0]),
            "version_minor": str(version[1]),
            "memory_base": f"UINT64_C({self.memory.base})",
            "memory_size": f"UINT64_C({self.memory.size})",
            "instances": str(a.instances.count if a.instances is not None else 1),
            "queues": str(queue.count if queue is not None else 0),
            "queue_capacity": str(queue.capacity[1] if queue is not None else 0),
            "ticks_per_second": "N_DEV_TICKS_PER_SECOND",
        }

    def copied(self, names: Names, function: Function, one: Argument) -> Iterator[str]:
        """Yield the lines that tell them; of a structure that is sized, as much of it as the caller knows."""
        structure = one.parameter.type
        assert isinstance(structure, Structure)
        values, roles = self.values(), function.call.roles
        members = {line.member.name: line.name for line in struct_lines(names, structure)}
        yield f"{one.target} ref_known;"
        yield "memset(&ref_known, 0, sizeof ref_known);"
        for role in PROPERTIES:
            name = roles.get(f"properties.{role}")
            if name is None:
                continue
            member = structure.by_name[name]
            assert member.value is not None
            to = f"ref_known.{members[name]}"
            if member.value.text:
                text = values[role][1:-1].encode()[: (member.value.count or 1) - 1].decode(errors="ignore")
                yield f'memcpy({to}, "{text}", sizeof "{text}");'
            else:
                yield f"{to} = {values[role]};"
        if structure.sized_by is None:
            yield f"*{one.name} = ref_known;"
            return
        size = members[structure.sized_by]
        yield f"if ({one.name}->{size} < {structure.least}) {{"
        yield f'    ref_error = R_ref_fail(ref, R_REF_BAD_ARGUMENT, "{structure.sized_by} is less than {structure.least}");'
        yield "} else {"
        yield f"    ref_known.{size} = {one.name}->{size} < sizeof ref_known ? {one.name}->{size} : sizeof ref_known;"
        yield f"    memcpy({one.name}, &ref_known, ref_known.{size});"
        yield "}"
