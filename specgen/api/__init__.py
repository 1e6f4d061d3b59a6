"""The facade behind ``import specgen``: load a spec, check it, encode, assemble, run, generate and document it.

rv = specgen.load("examples/rv32im")      # SpecError carries .diagnostics
rv.decode(0x00b50533)                     # add a0, a0, a1
sim = specgen.load("spec", variant="large").simulator()
"""

from specgen.api.accelerator import Accelerator, load
from specgen.api.checking import check, load_spec, rules, schema_text
from specgen.api.generating import compare, generate, request, targets
from specgen.api.performance import rooflines, standalone
from specgen.api.running import Run
from specgen.api.site import Build, SiteError, assemble_site, build, build_site, serve_site
from specgen.api.starting import start
from specgen.source import Diagnostic, Diagnostics, SpecError

__all__ = [
    "Accelerator",
    "Build",
    "Diagnostic",
    "Diagnostics",
    "Run",
    "SiteError",
    "SpecError",
    "assemble_site",
    "build",
    "build_site",
    "check",
    "compare",
    "generate",
    "load",
    "load_spec",
    "request",
    "rooflines",
    "rules",
    "schema_text",
    "serve_site",
    "standalone",
    "start",
    "targets",
]
