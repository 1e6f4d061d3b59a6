"""The facade behind ``import specgen``: load a spec, check it, encode, assemble, run, generate and document it.

rv = specgen.load("examples/rv32imc")      # SpecError carries .diagnostics
rv.decode(0x00b50533)                     # add a0, a0, a1
sim = specgen.load("spec", variant="large").simulator()
"""

from typing import TYPE_CHECKING, Any

from specgen.source import Diagnostic, Diagnostics, SpecError

if TYPE_CHECKING:
    from specgen.api.accelerator import Accelerator, load
    from specgen.api.bundling import VECTORS, bundle
    from specgen.api.checking import check, check_loaded, load_spec, rules, schema_text
    from specgen.api.conversions import LayoutConversion, plan_conversion
    from specgen.api.covering import record_requirements, requirements
    from specgen.api.decisions import decision_records, target_records
    from specgen.api.device import DeviceRun, device_registers, write_device
    from specgen.api.drawing import DRAWINGS, draw_layout
    from specgen.api.evidence import fidelity, record
    from specgen.api.executables import Inspection, Packed, inspect_executable, pack_executable
    from specgen.api.gaps import measured_gaps
    from specgen.api.generating import compare, generate, request, targets
    from specgen.api.importing import MissingTool, import_registers
    from specgen.api.installed import Installed, plugins
    from specgen.api.numerics import (
        Modes,
        UnknownFormat,
        convert_file,
        convert_words,
        find_formats,
        formats,
        studies,
    )
    from specgen.api.packing import pack_file, unpack_file
    from specgen.api.parting import pack_parts_file, part_names, prove_parts, unpack_parts_file
    from specgen.api.performance import rooflines, standalone
    from specgen.api.printing import print_site
    from specgen.api.proving import prove_layout
    from specgen.api.references import (
        LayoutError,
        Reference,
        Several,
        all_layouts,
        find_any,
        find_layout,
        spec_layouts,
        std_layouts,
    )
    from specgen.api.releasing import add_release, changelog, releases, replay_releases
    from specgen.api.reviewing import diff, review, review_rules, review_sheet
    from specgen.api.running import Run
    from specgen.api.site import (
        Build,
        DeployError,
        Deployment,
        DeployPlan,
        SiteError,
        assemble_site,
        build,
        build_site,
        check_anchors,
        deploy,
        record_anchors,
        serve_site,
    )
    from specgen.api.starting import start
    from specgen.api.vectors import replay_vectors, write_vectors

__all__ = [
    "DRAWINGS",
    "VECTORS",
    "Accelerator",
    "Build",
    "DeployError",
    "DeployPlan",
    "Deployment",
    "DeviceRun",
    "Diagnostic",
    "Diagnostics",
    "Inspection",
    "Installed",
    "LayoutConversion",
    "LayoutError",
    "MissingTool",
    "Modes",
    "Packed",
    "Reference",
    "Run",
    "Several",
    "SiteError",
    "SpecError",
    "UnknownFormat",
    "add_release",
    "all_layouts",
    "assemble_site",
    "build",
    "build_site",
    "bundle",
    "changelog",
    "check",
    "check_anchors",
    "check_loaded",
    "compare",
    "convert_file",
    "convert_words",
    "decision_records",
    "deploy",
    "device_registers",
    "diff",
    "draw_layout",
    "fidelity",
    "find_any",
    "find_formats",
    "find_layout",
    "formats",
    "generate",
    "import_registers",
    "inspect_executable",
    "load",
    "load_spec",
    "measured_gaps",
    "pack_executable",
    "pack_file",
    "pack_parts_file",
    "part_names",
    "plan_conversion",
    "plugins",
    "print_site",
    "program_timeline",
    "prove_layout",
    "prove_parts",
    "record",
    "record_anchors",
    "record_requirements",
    "releases",
    "replay_releases",
    "replay_vectors",
    "request",
    "requirements",
    "review",
    "review_rules",
    "review_sheet",
    "rooflines",
    "rules",
    "schema_text",
    "serve_site",
    "spec_layouts",
    "standalone",
    "start",
    "std_layouts",
    "studies",
    "target_records",
    "targets",
    "unpack_file",
    "unpack_parts_file",
    "write_device",
    "write_vectors",
]

_LATE = {
    "Accelerator": "accelerator",
    "Build": "site",
    "VECTORS": "bundling",
    "bundle": "bundling",
    "DRAWINGS": "drawing",
    "LayoutError": "references",
    "Reference": "references",
    "Modes": "numerics",
    "Run": "running",
    "SiteError": "site",
    "UnknownFormat": "numerics",
    "assemble_site": "site",
    "build": "site",
    "build_site": "site",
    "DeployError": "site",
    "DeployPlan": "site",
    "Deployment": "site",
    "deploy": "site",
    "check_anchors": "site",
    "check": "checking",
    "check_loaded": "checking",
    "compare": "generating",
    "convert_file": "numerics",
    "convert_words": "numerics",
    "draw_layout": "drawing",
    "fidelity": "evidence",
    "find_formats": "numerics",
    "find_layout": "references",
    "formats": "numerics",
    "generate": "generating",
    "MissingTool": "importing",
    "import_registers": "importing",
    "load": "accelerator",
    "load_spec": "checking",
    "measured_gaps": "gaps",
    "pack_file": "packing",
    "LayoutConversion": "conversions",
    "plan_conversion": "conversions",
    "print_site": "printing",
    "program_timeline": "timelines",
    "add_release": "releasing",
    "changelog": "releasing",
    "releases": "releasing",
    "replay_releases": "releasing",
    "diff": "reviewing",
    "review": "reviewing",
    "review_rules": "reviewing",
    "review_sheet": "reviewing",
    "prove_layout": "proving",
    "record": "evidence",
    "record_anchors": "site",
    "record_requirements": "covering",
    "replay_vectors": "vectors",
    "request": "generating",
    "requirements": "covering",
    "rooflines": "performance",
    "rules": "checking",
    "schema_text": "checking",
    "serve_site": "site",
    "spec_layouts": "references",
    "standalone": "performance",
    "start": "starting",
    "std_layouts": "references",
    "studies": "numerics",
    "targets": "generating",
    "unpack_file": "packing",
    "write_vectors": "vectors",
    "Installed": "installed",
    "plugins": "installed",
    "Inspection": "executables",
    "Packed": "executables",
    "inspect_executable": "executables",
    "pack_executable": "executables",
    "DeviceRun": "device",
    "device_registers": "device",
    "write_device": "device",
    "decision_records": "decisions",
    "target_records": "decisions",
    "Several": "references",
    "all_layouts": "references",
    "find_any": "references",
    "pack_parts_file": "parting",
    "part_names": "parting",
    "prove_parts": "parting",
    "unpack_parts_file": "parting",
}


def __getattr__(name: str) -> Any:
    """Import what a command needs when it asks for it: what builds the site is no part of checking."""
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_LATE[name]}"), name)
