"""Engines are compiled as for the tests of the native engine."""

from tests.machine.native.conftest import _compiled

__all__ = ["_compiled"]
