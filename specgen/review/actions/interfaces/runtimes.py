"""What witnesses ask of a runtime's interface in C: what compiles, what is declared, what is promised."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from specgen.review.sides import Side
from specgen.review.witnesses import action

if TYPE_CHECKING:
    from specgen.model.interfaces import Call, Runtime

FLAGS = (
    "-std=c11",
    "-fsyntax-only",
    "-x",
    "c",
    "-Werror=incompatible-pointer-types",
    "-Werror=int-conversion",
)
_SECONDS = 20
_ABSENT = {"refused": "there is no such runtime"}
_NO_FUNCTION = {"refused": "there is no such function"}


@action("compile")
def compiled(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """Whether a ``snippet`` of C compiles after the header of a ``runtime``. Raises NoCompiler."""
    runtime = _runtime(side, variant, given)
    if runtime is None:
        return _ABSENT
    return {"compiles": compiles(_header(side, variant, runtime.name), given["snippet"])}


@lru_cache(maxsize=4)
def _header(side: Side, variant: str, runtime: str) -> str:
    from specgen.generators.runtime import header

    architecture = side.architectures[variant]
    return header(architecture, architecture.runtimes[runtime])


@lru_cache(maxsize=256)
def compiles(header: str, snippet: str) -> bool:
    """Whether the system's C compiler takes some text after a header. Raises NoCompiler where there is none."""
    from specgen.machine.native.compiler import NoCompiler, find_compiler

    command = [*find_compiler().command, *FLAGS, "-"]
    text = f"{header}\n{snippet}\n".encode()
    try:
        done = subprocess.run(command, input=text, capture_output=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoCompiler(str(error)) from error
    return done.returncode == 0


@action("prototype")
def prototype(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """The declaration in C of a ``function`` of a ``runtime``."""
    from specgen.generators.runtime import prototypes

    runtime = _runtime(side, variant, given)
    return _ABSENT if runtime is None else prototypes(runtime).get(given["function"], _NO_FUNCTION)


@action("promise")
def promise(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """What a ``function`` promises: ``threads``, ``blocking``, ``does``, or ``ownership``, ``optional`` of a ``parameter``."""
    runtime = _runtime(side, variant, given)
    call = runtime.functions.get(given["function"]) if runtime is not None else None
    if call is None:
        return _NO_FUNCTION
    if "parameter" not in given:
        return getattr(call, given["what"])
    called = given["parameter"]
    names = [called] if isinstance(called, str) else called
    parameter = next((one for one in call.parameters if one.name in names), None)
    return (
        {"refused": "there is no such parameter"} if parameter is None else getattr(parameter, given["what"])
    )


@action("role")
def role(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """What plays a ``role`` in a ``function`` of a ``runtime``."""
    runtime = _runtime(side, variant, given)
    call = runtime.functions.get(given["function"]) if runtime is not None else None
    return _NO_FUNCTION if call is None else call.roles.get(given["role"], "nothing")


@action("returns")
def returns(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """Whether a ``function`` of a ``runtime`` may return an ``error``."""
    runtime = _runtime(side, variant, given)
    call: Call | None = runtime.functions.get(given["function"]) if runtime is not None else None
    return _NO_FUNCTION if call is None else any(one.name == given["error"] for one in call.errors)


@action("slot")
def slot(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """The function at a ``slot`` of the dispatch table of a ``runtime``."""
    runtime = _runtime(side, variant, given)
    calls = runtime.functions.values() if runtime is not None else ()
    found = next((one for one in calls if one.slot == given["slot"]), None)
    return "nothing" if found is None or found.retired is not None else found.name


@action("handshake")
def handshake(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """Whether the library hands out its dispatch table to a program of a ``version``, and the name of the function that does."""
    runtime = _runtime(side, variant, given)
    if runtime is None:
        return _ABSENT
    major, minor = given["version"]
    taken = major == runtime.version[0] and minor <= runtime.version[1]
    return f"{runtime.prefix}_get_dispatch {'takes' if taken else 'refuses'} {major}.{minor}"


@action("handle_parent")
def handle_parent(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """The handle that outlives a ``handle`` of a ``runtime``."""
    runtime = _runtime(side, variant, given)
    found = runtime.handles.get(given["handle"]) if runtime is not None else None
    if found is None:
        return {"refused": "there is no such handle"}
    return "nothing" if found.parent is None else found.parent.name


@action("laid_out")
def laid_out(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """The offset or the size of a ``member`` of a ``structure``, or its own size: bytes."""
    structure = side.architectures[variant].structures.get(given["structure"])
    if structure is None:
        return {"refused": "there is no such structure"}
    if given["member"] is None:
        return structure.size
    member = structure.by_name.get(given["member"])
    return {"refused": "there is no such member"} if member is None else getattr(member, given["what"])


@action("ioctl")
def ioctl(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """The number of an ioctl of type ``S``, number 0, that reads and writes a ``structure``, as Linux counts on most machines."""
    found = side.architectures[variant].structures.get(given["structure"])
    if found is None or found.size >= 1 << 14:
        return {"refused": "no ioctl passes it"}
    return f"{3 << 30 | found.size << 16 | ord('S') << 8:#010x}"


def _runtime(side: Side, variant: str, given: Mapping[str, Any]) -> Runtime | None:
    return side.architectures[variant].runtimes.get(given["runtime"])
