"""The rules of addresses: none that a site has had leads nowhere."""

from specgen.source import Severity, define

define(
    "site-anchors",
    Severity.ERROR,
    "The registry of a site's anchors can be read.",
    "`specgen docs anchors --record` writes it: each page, and its anchors with spaces between them.",
    wrong="""
    ["index.html"]
    """,
    right="""
    {"index.html": "demo"}
    """,
)
define(
    "site-anchor-lost",
    Severity.ERROR,
    "No address that a site has had leads nowhere.",
    """
    Tests, reviews, tickets and other people's documents quote anchors. A page or an anchor that is registered is there, or
    `site/moved.yaml` says where it went; what the spec says was renamed needs no word.
    """,
    wrong="""
    {"index.html": "demo an-anchor-that-is-gone"}
    """,
    right="""
    {"index.html": "demo"}
    """,
)
define(
    "site-moved",
    Severity.ERROR,
    "What is said to have moved is gone from where it was, and has a place.",
    "A reader who follows an old address arrives, at once and without scripts.",
    wrong="""
    index.html#overview: index.html#no-such-anchor
    """,
    right="""
    index.html#overview: index.html#demo
    """,
)
