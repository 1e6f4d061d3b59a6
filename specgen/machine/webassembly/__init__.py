"""The C engine in a web page: the generated sources compiled to WebAssembly, and what a page has to know to use it.

compiler    finds clang and what it needs for WebAssembly, compiles
building    from an architecture to a module, out of the cache or into it
manifest    state, memories, semaphores, faults by number, as JSON
"""

from specgen.machine.webassembly.building import build_module
from specgen.machine.webassembly.compiler import NoWebAssembly
from specgen.machine.webassembly.manifest import manifest

__all__ = ["NoWebAssembly", "build_module", "manifest"]
