"""Races: conflicting accesses that nothing orders, found by what happens before what."""

from specgen.machine.races.finding import Finder
from specgen.machine.races.observer import Observer
from specgen.machine.races.report import Actor, Race

__all__ = ["Actor", "Finder", "Observer", "Race"]
