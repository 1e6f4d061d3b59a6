"""The plugin API: what other packages may import is documented, on record, and changes only with its version."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

import specgen.plugin
from tests.plugins.surface import needed, recorded, risen, surface

TELLS = {
    "none": "",
    "minor": "Names or parts were added: raise the minor number of API_VERSION in specgen/hosting/loading.py",
    "major": "Names or parts were removed or changed, and plugins break: raise the major number of API_VERSION",
}


def test_it_is_what_is_on_record() -> None:
    version, lines = recorded()
    now = surface()
    need = needed(lines, now)
    changed = sorted({*lines} ^ {*now})
    assert need == "none", f"{TELLS[need]}; then python -m tests.plugins.surface --record. Changed: {changed}"
    assert risen(version, specgen.plugin.API_VERSION, need), "API_VERSION is not that of the record"


@pytest.mark.parametrize(
    ("old", "new", "need"),
    [
        (["a: int"], ["a: int"], "none"),
        (["a: int"], ["a: int", "b: int"], "minor"),
        (["a: int", "b: int"], ["a: int"], "major"),
        (["a: int"], ["a: str"], "major"),
    ],
)
def test_what_a_change_asks_for(old: list[str], new: list[str], need: str) -> None:
    assert needed(old, new) == need


def test_how_a_version_rises() -> None:
    assert risen((1, 4), (1, 4), "none")
    assert risen((1, 4), (1, 5), "minor")
    assert risen((1, 4), (2, 0), "major")
    assert not risen((1, 4), (1, 5), "major")
    assert not risen((1, 4), (1, 4), "minor")
    assert not risen((1, 4), (2, 1), "major")


def test_every_name_is_there_and_documented() -> None:
    names = specgen.plugin.__all__
    assert names == sorted(names, key=lambda name: (not name.isupper(), name))
    assert len({*names}) == len(names)
    assert dir(specgen.plugin) == sorted(names)
    undocumented = [name for name in names if not inspect.getdoc(getattr(specgen.plugin, name))]
    assert not undocumented
    with pytest.raises(AttributeError, match=r"of plugin API 1\.\d+, has no attribute 'Chekc'"):
        _ = specgen.plugin.Chekc


def test_importing_it_imports_nothing_slow() -> None:
    code = (
        "import sys; from specgen.plugin import Finding, Severity, check\n"
        "print([m for m in sys.modules if m.split('.')[0] in ('numpy', 'jinja2', 'pydantic')"
        " or m.startswith(('specgen.generators', 'specgen.review', 'specgen.api'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
