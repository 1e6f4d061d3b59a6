"""Tests of specgen.machine.races."""
