"""Checks of runtimes: whether what is begun can be ended, and who may wait for how long."""

from __future__ import annotations

from collections.abc import Iterator

from specgen.checks.registry import Finding, Subject, check
from specgen.source import Severity

_ERRORS = """
errors:
  ok: {code: 0, when: [success], summary: Done.}
  bad: {code: 1, when: [bad_argument], summary: An argument is wrong., blame: caller, cause: A typo., remedy: Mend it.}
  full: {code: 2, when: [no_memory], summary: There is no room., blame: caller, cause: Too much., remedy: Free some.}
  state: {code: 3, when: [bad_state], summary: Not now., blame: caller, cause: Too early., remedy: Wait.}
  gone: {code: 4, when: [device_lost], summary: The device is gone., blame: hardware, cause: A loss., remedy: Replace it.}
  late: {code: 5, when: [timeout], summary: It took too long., blame: caller, cause: Work., remedy: Wait longer.}
"""
_RUNTIME = """
runtimes:
  host:
    version: "1.0"
    summary: What programs call.
    handles: {device: {summary: A device.}, semaphore: {summary: A number that grows.}}
    functions:
      open: {does: open, summary: Opens., parameters: {index: u32, device: {type: device, direction: out}}}
      close: {does: close, summary: Closes., parameters: {device: device}}
      make:
        does: create_semaphore
        summary: Makes one.
        parameters: {device: device, initial: u64, semaphore: {type: semaphore, direction: out}}
"""
_END = "      end: {does: destroy_semaphore, summary: Ends it., parameters: {semaphore: semaphore}}\n"
_WAIT = """\
      until:
        does: wait
        blocking: true
        summary: Waits.
        parameters: {semaphore: semaphore, value: u64, timeout: u64}
"""


@check(
    "call-no-end",
    Severity.WARNING,
    "What a function begins, another one can end.",
    """
    Programs that run for long, and tests above all, take things down again. What cannot be ended keeps what it was made from: a
    device with a buffer that nobody can free is never closed. Entry points alone go with their executable.
    """,
    wrong=_ERRORS + _RUNTIME,
    right=_ERRORS + _RUNTIME + _END,
)
def endings(subject: Subject) -> Iterator[Finding]:
    """Handles whose life no function ends."""
    for runtime in subject.architecture.runtimes.values():
        ended = {call.destroys for call in runtime.functions.values() if call.retired is None}
        for handle in runtime.handles.values():
            if handle not in ended and handle.kind != "entry":
                message = f"no function ends a {handle.name}"
                yield Finding(message, handle.origin.key(), hint="add one, such as free, unload or destroy")


@check(
    "call-waits",
    Severity.WARNING,
    "A function that waits says so, and takes a timeout.",
    """
    Whoever calls must know whether a thread may stand still, and for how long: a device that hangs would take the program
    with it.
    """,
    wrong=_ERRORS + _RUNTIME + _END + _WAIT.replace(", timeout: u64", ""),
    right=_ERRORS + _RUNTIME + _END + _WAIT,
)
def waits(subject: Subject) -> Iterator[Finding]:
    """Functions that wait without saying so, or for ever."""
    for runtime in subject.architecture.runtimes.values():
        for call in runtime.functions.values():
            if call.does not in ("wait", "finish"):
                continue
            if not call.blocking:
                yield Finding(f"{call.name} waits for the device", call.origin.key(), hint="blocking: true")
            if call.playing("timeout") is None:
                yield Finding(
                    f"{call.name} may wait for ever",
                    call.origin.key(),
                    hint="a parameter that is its timeout",
                )
