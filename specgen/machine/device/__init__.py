"""The virtual device: the generated C library, compiled on first use, and a client in Python.

building    from an architecture to a compiled device, out of the cache or into it
library     a compiled device as Python sees it (cffi)
client      `Device`: registers, memory, queues, messages, time, trace, faults on demand
registers   registers by name
rings       `Ring`: a queue as a host uses it; `Signal`
letters     a message to the firmware
hosting     `Host`: launches programs as a runtime would
failures    what went wrong, in the words of the spec
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from specgen.machine.device.building import BuiltDevice, build_device
    from specgen.machine.device.client import Device
    from specgen.machine.device.failures import DeviceError, Failure
    from specgen.machine.device.hosting import Host
    from specgen.machine.device.library import INJECTIONS, NoBinding
    from specgen.machine.device.rings import Ring, Signal

__all__ = [
    "INJECTIONS",
    "BuiltDevice",
    "Device",
    "DeviceError",
    "Failure",
    "Host",
    "NoBinding",
    "Ring",
    "Signal",
    "build_device",
]

_HOMES = {
    "INJECTIONS": "library",
    "BuiltDevice": "building",
    "Device": "client",
    "DeviceError": "failures",
    "Failure": "failures",
    "Host": "hosting",
    "NoBinding": "library",
    "Ring": "rings",
    "Signal": "rings",
    "build_device": "building",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
