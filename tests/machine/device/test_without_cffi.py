"""A device without what Python speaks to it through."""

from __future__ import annotations

import sys

import pytest

from specgen.machine.device import NoBinding
from specgen.machine.device.library import _foreign


def test_the_extra_to_install_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cffi", None)
    with pytest.raises(NoBinding, match=r"pip install 'specgen\[device\]'"):
        _foreign("absent")
