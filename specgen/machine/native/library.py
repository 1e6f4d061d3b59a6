"""A compiled engine as Python sees it: its functions, and the end of a run as it lies in memory."""

from __future__ import annotations

import ctypes
from ctypes import POINTER, c_char_p, c_int, c_int64, c_size_t, c_uint, c_uint8, c_uint64, c_void_p
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from specgen.machine.native.building import Engine

EXITED, FAULT, LIMIT, DEADLOCK, STOPPED, ENDED, UNTIMED = range(7)
WITHOUT_END = (1 << 64) - 1
NEVER = (1 << 64) - 1
HOST = ctypes.CFUNCTYPE(c_int, c_void_p, c_uint, c_uint, POINTER(c_uint64), POINTER(c_uint64))

FOR_ANYTHING, FOR_SEMAPHORE, FOR_ROOM, FOR_BARRIER, FOR_ENGINES, FOR_QUEUE = range(6)

_FIGURES = (
    *("reason", "steps", "exit_low", "exit_high", "instance", "processor", "unit"),
    *("pc", "fault", "carries", "value_low", "value_high", "line", "decoded"),
)


@dataclass(frozen=True, slots=True)
class Library:
    """The functions of an engine, and its structures ``result`` and ``waiting``."""

    create: Any
    destroy: Any
    reset: Any
    set_host: Any
    state: Any
    memory_at: Any
    counts: Any
    written: Any
    start: Any
    run: Any
    execute: Any
    waits: Any
    calls: Any
    cycle: Any
    advance: Any
    run_timed: Any
    now: Any
    has_ended: Any
    abandon: Any
    used: Any
    observe: Any
    Result: type[ctypes.Structure]
    Waiting: type[ctypes.Structure]
    Event: type[ctypes.Structure]
    Observer: Any


class Usage(ctypes.Structure):
    """What a unit did since reset."""

    _fields_ = (("busy", c_uint64), ("instructions", c_uint64))


_EVENT = ("instance", "unit", "processor", "pc", "op", "queued", "begin", "busy_until", "finish")
_WAITING = ("processor", "pc", "kind", "number", "index", "amount", "condition", "engines")


@cache
def open_library(engine: Engine, word_bytes: int, instances: int) -> Library:
    """The library, loaded once a process. Raises OSError."""
    loaded = ctypes.CDLL(str(engine.library))

    def function(name: str, result: Any, *arguments: Any) -> Any:
        found = getattr(loaded, f"{engine.prefix}_{name}")
        found.restype, found.argtypes = result, arguments
        return found

    word = ("word", c_uint8 * word_bytes)
    figures = [(name, c_uint64) for name in _FIGURES]
    fields = [*figures, ("operand", c_int64), ("tick", c_uint64), ("next", c_uint64), word]
    made = type("Result", (ctypes.Structure,), {"_fields_": fields})
    texts = [
        word,
        ("missing", c_uint8 * instances),
        ("text", ctypes.c_char * (256 + 8 * instances)),
    ]
    waiting = type("Waiting", (ctypes.Structure,), {"_fields_": [*((n, c_uint64) for n in _WAITING), *texts]})
    event = type("Event", (ctypes.Structure,), {"_fields_": [*((n, c_uint64) for n in _EVENT), word]})
    observer = ctypes.CFUNCTYPE(None, c_void_p, POINTER(event))
    machine = c_void_p
    return Library(
        create=function("create", machine),
        destroy=function("destroy", None, machine),
        reset=function("reset", None, machine),
        set_host=function("set_host", None, machine, HOST, c_void_p),
        state=function("state", c_void_p, machine, c_uint, c_char_p, POINTER(c_size_t)),
        memory_at=function(
            "memory_at", c_void_p, machine, c_uint, c_char_p, POINTER(c_uint64), POINTER(c_uint64)
        ),
        counts=function("counts", c_void_p, machine, c_uint, c_uint, POINTER(c_size_t)),
        written=function("written", None, machine, c_uint, c_char_p, c_uint64, c_uint64),
        start=function("start", None, machine, c_uint, c_uint, c_uint64),
        run=function("run", None, machine, c_uint64, c_uint, c_uint64, POINTER(made)),
        execute=function("execute", None, machine, c_uint, c_uint, c_uint64, POINTER(made)),
        waits=function("waits", c_uint64, machine, c_uint, c_uint, POINTER(waiting)),
        calls=function("callers", c_char_p, c_uint, POINTER(c_char_p)),
        cycle=function("cycle", c_uint64, c_uint),
        advance=function("advance", None, machine, c_uint64, c_uint64, POINTER(made)),
        run_timed=function("timed_run", None, machine, c_uint64, POINTER(made)),
        now=function("now", c_uint64, machine),
        has_ended=function("has_ended", c_int, machine, c_uint, POINTER(c_uint64), POINTER(c_uint64)),
        abandon=function("abandon", None, machine, c_uint),
        used=function("used", Usage, machine, c_uint, c_uint),
        observe=function("observe", None, machine, observer, c_void_p),
        Result=made,
        Waiting=waiting,
        Event=event,
        Observer=observer,
    )
