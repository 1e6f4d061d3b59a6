"""Runtimes: roles, handles, errors and places in the table follow from what functions do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from specgen.model import Architecture, load
from specgen.model.interfaces.verbs import DEVICE_CONDITIONS, PARENTS, VERBS, error_of, errors_of
from tests.model.specs import refused
from tests.pages import page_of


@pytest.fixture(scope="module")
def basalt(root: Path) -> Architecture:
    return load(root / "spec").architecture()


def test_what_follows(basalt: Architecture) -> None:
    runtime = basalt.runtimes["host"]
    assert (runtime.prefix, runtime.version) == ("basalt", (1, 0))
    assert {h.name: h.kind for h in runtime.handles.values()}["kernel"] == "entry"
    for handle in runtime.handles.values():
        assert (handle.parent.kind if handle.parent else None) == PARENTS[handle.kind]
    assert [call.slot for call in runtime.functions.values()] == list(range(len(runtime.functions)))
    launch = runtime.functions["launch"]
    assert launch.roles["entry"] == "kernel"
    assert launch.roles["arguments.kind.buffer"] == "buffer"
    assert runtime.functions["buffer_free"].destroys is runtime.handles["buffer"]
    assert runtime.functions["find_kernel"].creates is runtime.handles["kernel"]


def test_every_verb_is_in_the_reference_spec(basalt: Architecture) -> None:
    assert {call.does for call in basalt.runtimes["host"].functions.values()} == set(VERBS)


def test_errors_of_devices_are_those_of_waits(basalt: Architecture) -> None:
    errors = basalt.errors.values()
    names = {e.name for e in errors_of(errors, "finish")}
    assert {"timed_out", "hang", "memory_error", "peer_fault", "lost_interrupt"} <= names
    assert names.isdisjoint({"ok", "corrupt_executable", "bad_message"})
    assert {e.name for e in errors_of(errors, "address")} == {"invalid_argument", "invalid_handle"}
    for condition in DEVICE_CONDITIONS:
        found = error_of(errors, condition)
        assert found is not None
        assert condition in found.conditions
    few = [e for e in errors if e.name in ("ok", "invalid_argument", "device_lost")]
    assert [e.name for e in few if e is error_of(few, "hang")] == ["device_lost"]
    assert error_of(few, "no_memory") is None


def test_language_page_names_every_verb(root: Path) -> None:
    page = page_of(root, "language").partition("## Runtimes")[2]
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", page, re.MULTILINE))
    assert set(rows) == set(VERBS)
    for name, verb in VERBS.items():
        said = re.findall(r"`(\w+)`", rows[name].partition(":")[0])
        assert sorted(said) == sorted(role.name for role in verb.roles), name


ERRORS = """
errors:
  ok: {code: 0, when: [success]}
  bad: {code: 1, when: [bad_argument]}
  full: {code: 2, when: [no_memory]}
"""


@pytest.mark.parametrize(
    ("functions", "rule"),
    [
        ("count: {does: device_count, parameters: {count: u32}}", "api-role"),
        ("count: {does: device_count, parameters: {count: {type: f32, direction: out}}}", "api-role"),
        (
            "count: {does: device_count, parameters: {count: {type: u32, direction: out}, more: u32}}",
            "api-role",
        ),
        (
            "count: {does: device_count, parameters: {count: {type: u32, direction: out, counted_by: n}, n: u32}}",
            "api-count",
        ),
        (
            "count: {does: device_count, with: {cuont: n}, parameters: {n: {type: u32, direction: out}}}",
            "api-role",
        ),
        ("count: {does: device_count, parameters: {count: {type: noise, direction: out}}}", "ref-unknown"),
        (
            "text: {does: error_text, parameters: {error: u32, text: {type: text, direction: out}}}",
            "api-role",
        ),
        ("make: {does: open, parameters: {index: u32, device: {type: u32, direction: out}}}", "api-handle"),
        ("end: {does: close, parameters: {device: device}}", "api-handle"),
        ("status: {does: version, parameters: {version: {type: u32, direction: out}}}", "api-name"),
        (
            (
                "new: {does: version, since: 0.2.0, parameters: {version: {type: u32, direction: out}}}\n"
                "      old: {does: version, parameters: {version: {type: u32, direction: out}}}"
            ),
            "api-slot",
        ),
    ],
)
def test_refused(tmp_path: Path, functions: str, rule: str) -> None:
    handles = "device: " if "device: device" in functions or "make" in functions else ""
    text = f'{ERRORS}runtimes:\n  host:\n    version: "1.0"\n    handles: {{{handles}}}\n    functions:\n      {functions}\n'
    assert rule in {found for found, _ in refused(tmp_path, text)}
