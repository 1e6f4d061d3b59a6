"""An engine as a folder of C files: what each module emits, put together and given the architecture's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.generators.interpreter.c.core import emit_core
from specgen.generators.interpreter.c.ctype import unsigned
from specgen.generators.interpreter.c.devices import emit_devices
from specgen.generators.interpreter.c.dispatch import emit_dispatch
from specgen.generators.interpreter.c.functions import emit_functions
from specgen.generators.interpreter.c.plan import make_plan
from specgen.generators.interpreter.c.spec import emit_tables
from specgen.generators.interpreter.c.text import fill, prefixed
from specgen.generators.interpreter.c.timing import emit_timing
from specgen.generators.numerics import Numerics
from specgen.model.identity import binary_hash

if TYPE_CHECKING:
    from specgen.generators.interpreter.c.plan import Plan
    from specgen.model.architecture import Architecture
    from specgen.semantics import Semantics

_PLAIN = (
    "pending.c",
    "schedule.c",
    "clock.h",
    "clock.c",
    "units.c",
    "waits.c",
    "machine.c",
    "memory.c",
    "hosts.c",
)


def emit_engine(architecture: Architecture, semantics: Semantics, *, checked: bool = False) -> dict[str, str]:
    """The files by name. Instructions whose semantics have errors are missing, and their words illegal.

    ``checked``: reads of bytes that nobody wrote since reset raise the fault that their memory names for it.
    """
    plan = make_plan(architecture, semantics, checked=checked)
    name = c_name(architecture)
    header = f"{name}_engine.h"
    timing, uses = emit_timing(plan)
    files = {
        header: _interface(plan.architecture),
        "core.h": emit_core(plan),
        "machine.h": _machine(plan, header, uses),
        **{file: fill(file) for file in _PLAIN},
        "spec.c": emit_tables(plan),
        "timing.c": timing,
    }
    for processor in architecture.processors.values():
        files[f"dispatch_{processor.name}.c"] = emit_dispatch(plan, processor)
    numerics = Numerics()
    files |= emit_functions(plan, numerics)
    files["devices.c"] = emit_devices(plan, numerics)
    files["numerics.h"] = numerics.text()
    objects = sorted(file.replace(".c", ".o") for file in files if file.endswith(".c"))
    if architecture.processors:
        files["main.c"] = _command(architecture, name, header)
    files["Makefile"] = fill("Makefile", name=name, objects=" ".join(objects))
    files["README.md"] = _readme(architecture, name)
    return {file: prefixed(text.rstrip("\n") + "\n", architecture.name) for file, text in files.items()}


def c_name(architecture: Architecture) -> str:
    """The architecture's name as a prefix of C identifiers."""
    return architecture.name.replace("-", "_").lower()


def _title(architecture: Architecture) -> str:
    return f"{architecture.name} {architecture.version}, variant {architecture.variant}: the engine"


def emit_interface(architecture: Architecture) -> tuple[str, str]:
    """The name and the text of the header of an engine, which does not depend on what instructions do."""
    return f"{c_name(architecture)}_engine.h", prefixed(_interface(architecture), architecture.name)


def _interface(architecture: Architecture) -> str:
    return fill(
        "engine.h",
        title=_title(architecture),
        hash=architecture.content_hash,
        binary=binary_hash(architecture),
        variant=architecture.variant,
        instances=str(architecture.instances.count if architecture.instances is not None else 1),
        processors=str(len(architecture.processors)),
        engines=str(len(architecture.engines)),
        word_bytes=str(max(-(-architecture.max_width // 8), 1)),
    )


def _machine(plan: Plan, header: str, uses: int) -> str:
    architecture = plan.architecture
    return fill(
        "machine.h",
        engine=header,
        memories=str(len(architecture.memories)),
        semaphores=str(len(architecture.semaphores)),
        barriers=str(len(architecture.barriers)),
        conditions=str(max((len(r.body.prelude) for r in plan.routines), default=0) or 1),
        uses=str(uses),
        executors="\n".join(
            [
                *(
                    f"enum N_end N_execute_{n}(N_stream *stream, uint64_t left);\n"
                    f"const N_decoded *N_look_{n}(N_stream *stream);"
                    for n in architecture.processors
                ),
                *(f"void N_trap_{name}(N_core *c, N_step *s);" for name in plan.semantics.traps),
            ]
        ),
    )


def _command(architecture: Architecture, name: str, header: str) -> str:
    processors = architecture.processors.values()
    return fill(
        "main.c",
        name=name.replace("_", "-"),
        engine=header,
        memories=", ".join(f'"{p.memory.name}"' for p in processors),
        resets=", ".join(unsigned(p.reset) for p in processors),
        units=", ".join(unsigned(p.unit) for p in processors),
    )


def _readme(architecture: Architecture, name: str) -> str:
    processor = next(iter(architecture.processors.values()), None)
    memory = processor.memory.name if processor is not None else "memory"
    return fill("README.md", title=_title(architecture), name=name, NAME=name.upper(), memory=memory)
