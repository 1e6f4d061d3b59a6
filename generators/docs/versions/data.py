"""What is told of other versions of a spec: plain data that a review of two of them is made into."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

VERDICTS = ("breaking", "risk", "additive", "compatible", "words")
"""How bad a difference is, the worst first: ``words`` are differences of texts and of how things are written."""
CONSUMERS = ("compiler", "runtime", "firmware", "hardware", "tools")
"""Those whom a difference may meet."""

#: Where a thing is written in a spec: section and name, of a part what leads to it.
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One finding of a review. ``id`` is its fingerprint; ``subject`` the path of the change in the resolved spec.

    ``effects`` are words by consumer (``breaks``, ``edits``, ``risk``, ``ok``, ``none``), ``hits`` those who are met;
    ``evidence`` says what the verdict rests on, ``witness`` are rows of an input on which the sides differ; ``sources`` are
    lines of the spec: the version, where, and the line.
    """

    id: str
    rule: str
    subject: str
    verdict: str
    message: str
    effects: Mapping[str, str] = field(default_factory=dict)
    hits: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    evidence: str = ""
    witness: tuple[tuple[str, str], ...] = ()
    note: str = ""
    hint: str = ""
    sources: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing that differs, ``key`` its place in the new spec, or in the old one where it is gone.

    ``old`` and ``new`` are its names on either side, empty where it is not there. ``drawings`` are SVG of the two sides, one
    empty where there is nothing to draw; ``texts`` what it does, in the language of the spec.
    """

    key: Key
    old: str
    new: str
    differences: tuple[Difference, ...]
    drawings: tuple[tuple[str, str], ...] = ()
    texts: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Site:
    """The site of a version: ``root`` leads to it from the root of this one; ``pages`` are those that it has.

    This site's own has no root, and its pages are those of the book.
    """

    root: str = ""
    pages: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs from version ``old`` to ``new``; ``other`` is the one of the two that this site is not of.

    ``outcome`` counts in words; ``rise`` is a sentence on how far the version had to rise and did. ``hits`` has, by consumer, a
    word for all differences together and for those that answer each of ``questions`` badly. ``moves`` are figures of the
    performance model: what, variant, before, after, by how much. ``report`` is all of it for scripts.
    """

    old: str
    new: str
    other: str
    outcome: str
    rise: str
    things: tuple[Thing, ...]
    questions: Mapping[str, str] = field(default_factory=dict)
    hits: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    moves: tuple[tuple[str, str, str, str, str], ...] = ()
    cost: str = ""
    old_site: Site | None = None
    new_site: Site | None = None
    report: str = ""

    def differences(self) -> Iterator[Difference]:
        """All differences, thing by thing."""
        for thing in self.things:
            yield from thing.differences


@dataclass(frozen=True, slots=True)
class Changed:
    """That a thing changed in ``version``: the worst difference in a sentence, how many more there are, and where they are told.

    ``address`` leads there from the root of this site.
    """

    version: str
    verdict: str
    sentence: str
    more: int
    address: str


@dataclass(frozen=True, slots=True)
class Download:
    """A file that can be taken, ``name`` its path below ``downloads/``."""

    name: str
    about: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Notes:
    """What a version brought. ``groups`` are findings by heading: message, rule, subject.

    ``steps`` are what each reader, told by a heading, has to do: how surely (``breaks``, ``source``, ``risk``), what changed,
    what follows, and a case in which it shows.
    """

    groups: Mapping[str, Sequence[tuple[str, str, str]]] = field(default_factory=dict)
    steps: Mapping[str, Sequence[tuple[str, str, str, str]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Release:
    """A version that is told of: ``status`` is ``draft`` or ``ratified``, ``content`` the hash of what it says.

    ``since`` is the version before it, where ``notes`` say what it brought; ``binary`` are hashes by variant; ``root`` leads
    to its site where it has another one.
    """

    version: str
    status: str
    content: str
    binary: Mapping[str, str] = field(default_factory=dict)
    date: str | None = None
    since: str = ""
    notes: Notes | None = None
    root: str = ""


@dataclass(frozen=True, slots=True)
class Versions:
    """What a site knows of versions. ``since`` is the one before this.

    ``history`` are changes up to that one, by the place of what changed; it and ``releases`` have the newest first.
    ``deployed`` says whether the site stands beside those of other versions.
    """

    version: str = ""
    since: str = ""
    comparisons: Sequence[Comparison] = ()
    history: Mapping[Key, Sequence[Changed]] = field(default_factory=dict)
    releases: Sequence[Release] = ()
    downloads: Sequence[Download] = ()
    deployed: bool = False
