"""A compiled device as Python sees it, through cffi: its functions by their names without the prefix."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from specgen.machine.device.building import BuiltDevice

_DECLARED = """
typedef struct N_dev N_dev;
typedef struct N_dev_options {
    uint64_t watchdog, answer, interrupt_wait, trace_bytes;
} N_dev_options;
typedef struct N_dev_failure {
    uint32_t code, condition;
    uint64_t tick, index, address, pc;
    int64_t queue, instance, unit, fault;
    char text[256];
} N_dev_failure;
typedef struct N_dev_error {
    uint32_t code;
    const char *name, *summary, *cause, *blame, *remedy;
    int retry;
} N_dev_error;
typedef void N_dev_interrupt(void *user, unsigned line, uint64_t tick);
typedef uint32_t N_dev_vendor(void *user, unsigned queue, const uint8_t *packet, size_t size);
N_dev *N_dev_create(const N_dev_options *options);
void N_dev_destroy(N_dev *d);
void N_dev_reset(N_dev *d);
uint32_t N_dev_code(unsigned condition);
const N_dev_error *N_dev_find_error(uint32_t code);
uint32_t N_dev_last_error(const N_dev *d, N_dev_failure *failure);
uint64_t N_dev_errors(const N_dev *d);
uint32_t N_dev_read_register(N_dev *d, uint64_t address, unsigned width, uint64_t *value);
uint32_t N_dev_write_register(N_dev *d, uint64_t address, unsigned width, uint64_t value);
uint64_t N_dev_map(N_dev *d, void *bytes, uint64_t size);
uint32_t N_dev_unmap(N_dev *d, uint64_t address);
uint32_t N_dev_read(N_dev *d, int memory, uint64_t address, void *bytes, uint64_t size);
uint32_t N_dev_write(N_dev *d, int memory, uint64_t address, const void *bytes, uint64_t size);
uint64_t N_dev_time(const N_dev *d);
uint64_t N_dev_next_event(N_dev *d);
void N_dev_run_until(N_dev *d, uint64_t tick);
uint64_t N_dev_run_until_idle(N_dev *d, uint64_t tick);
void N_dev_set_interrupt(N_dev *d, N_dev_interrupt *function, void *user);
uint64_t N_dev_delivered(const N_dev *d, unsigned line);
int N_dev_raised(const N_dev *d, unsigned line);
void N_dev_set_vendor(N_dev *d, N_dev_vendor *function, void *user);
size_t N_dev_read_trace(N_dev *d, unsigned trace, void *bytes, size_t size);
void N_dev_mark(N_dev *d, uint64_t value);
uint32_t N_dev_inject(N_dev *d, unsigned kind, uint64_t after, uint64_t seed);
uint64_t N_dev_injected(const N_dev *d, unsigned kind);
"""

#: Faults on demand, in the order of the library's enum.
INJECTIONS = ("bus_error", "ecc", "ecc_corrected", "hang", "interrupt_lost", "corrupt_packet")


class NoBinding(Exception):
    """cffi, which Python speaks to the device through, is not installed."""


class DeviceLibrary:
    """The functions of a device; ``ffi`` makes what they take."""

    def __init__(self, built: BuiltDevice) -> None:
        self.ffi = _foreign(built.prefix)
        self._loaded = self.ffi.dlopen(str(built.library))
        self._prefix = f"{built.prefix}_dev_"

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._loaded, self._prefix + name)
        setattr(self, name, found)
        return found

    def type(self, name: str) -> str:
        """Return the C name of a type of the device's."""
        return self._prefix + name


@cache
def _foreign(prefix: str) -> Any:
    try:
        import cffi
    except ImportError:
        raise NoBinding("Python talks to the device through cffi: pip install 'specgen[device]'") from None
    ffi = cffi.FFI()
    ffi.cdef(re.sub(r"\bN_", f"{prefix}_", _DECLARED))
    return ffi


@cache
def open_device(built: BuiltDevice) -> DeviceLibrary:
    """Return the library, loaded once a process. Raises NoBinding, OSError."""
    return DeviceLibrary(built)
