"""The public names: one flat list, documented, each there once, imported when asked for."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path

import specgen
from specgen import api


def test_every_public_name_is_there_and_is_the_facade_s() -> None:
    assert len(set(specgen.__all__)) == len(specgen.__all__)
    assert specgen.__all__ == sorted(specgen.__all__)
    for name in specgen.__all__:
        assert getattr(specgen, name) is not None
    for name in set(specgen.__all__) - {"__version__"}:
        assert getattr(specgen, name) is getattr(api, name)
    assert dir(specgen) == specgen.__all__


def test_no_two_names_are_one_thing() -> None:
    things = [id(getattr(api, name)) for name in api.__all__]
    assert len(set(things)) == len(things)
    assert api.__all__ == sorted(api.__all__, key=lambda name: (not name.isupper(), name))
    assert set(specgen.__all__) - {"__version__"} <= set(api.__all__)


def test_every_public_thing_and_its_members_are_documented() -> None:
    for name in api.__all__:
        thing = getattr(api, name)
        assert inspect.getdoc(thing), name
        members = (
            vars(thing).items()
            if inspect.isclass(thing) and thing.__module__.startswith("specgen.api")
            else ()
        )
        assert not [
            member
            for member, value in members
            if not member.startswith("_")
            and (callable(value) or isinstance(value, property))
            and not inspect.getdoc(value)
        ], name


def test_every_parameter_and_result_is_annotated() -> None:
    for name in api.__all__:
        thing = getattr(api, name)
        if inspect.isfunction(thing):
            signature = inspect.signature(thing)
            assert signature.return_annotation is not signature.empty, name
            assert all(p.annotation is not p.empty for p in signature.parameters.values()), name


def test_an_unknown_name_is_an_attribute_error() -> None:
    assert not hasattr(specgen, "laod")


def test_importing_specgen_imports_nothing_else() -> None:
    code = "import sys, specgen; print([m for m in sys.modules if m.split('.')[0] in ('specgen', 'numpy', 'pydantic')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "['specgen']\n"


def test_loading_needs_no_numpy(root: Path) -> None:
    code = "import sys, specgen; specgen.load('spec').decode(0); print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
