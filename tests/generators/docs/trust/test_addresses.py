"""Addresses stay: whatever a site becomes, each that it has had is there, leads on, or is named as lost."""

from __future__ import annotations

import random
from collections import Counter
from posixpath import dirname, join, normpath

import pytest

from specgen.generators.docs.trust.addresses import anchors, anchors_of, is_address, parted
from specgen.generators.docs.trust.redirects import follow, redirected
from specgen.generators.docs.trust.registry import (
    MOVED,
    REGISTRY,
    Said,
    check,
    grown,
    read_moves,
    read_registry,
    written,
)
from specgen.source import Diagnostics, SourceFile, find_rule
from tests.generators.docs.rendering import parsed

Site = dict[str, set[str]]


def counted(site: Site) -> dict[str, Counter[str]]:
    return {page: Counter(names) for page, names in site.items()}


def findings(before: Site, after: Site, moves: dict[str, str]) -> list[tuple[str, str, str | None]]:
    """What is said of a site that was recorded, and has changed."""
    found = Diagnostics()
    text = written({page: frozenset(names) for page, names in before.items()})
    registry, tree = read_registry(SourceFile(REGISTRY, text), found)
    lines = "".join(f'"{old}": "{new}"\n' for old, new in moves.items())
    said = read_moves(SourceFile(MOVED, lines or "{}"), registry, found)
    with_old = counted(after)
    for old in said.moves:
        page, anchor = parted(old)
        if anchor and page in with_old:
            with_old[page][anchor] += 1  # the element that says where it went
    check(registry, tree, said.moves, said, with_old, found)
    return [(one.rule, one.message, one.hint) for one in found.sorted()]


def test_what_is_lost_is_named_with_the_line_to_write() -> None:
    before = {"a.html": {"a", "one"}, "b/c.html": {"c", "three"}, "gone.html": {"gone"}}
    after = {"a.html": {"a"}, "b/c.html": {"c", "there"}, "d.html": {"one"}}
    assert findings(before, before, {}) == []
    assert findings(before, after, {}) == [
        (
            "site-anchor-lost",
            "a.html#one is gone from the site, and nothing says where it went",
            "bring it back, or write into site/moved.yaml: `a.html#one: d.html#one`",
        ),
        (
            "site-anchor-lost",
            "b/c.html#three is gone from the site, and nothing says where it went",
            "bring it back, or write into site/moved.yaml: `b/c.html#three: b/c.html#there`",
        ),
        (
            "site-anchor-lost",
            "gone.html is gone from the site, and nothing says where it went",
            "bring it back, or write into site/moved.yaml: `gone.html: PAGE.html`",
        ),
    ]
    moves = {"a.html#one": "d.html#one", "b/c.html#three": "b/c.html#there", "gone.html": "d.html"}
    assert findings(before, after, moves) == [
        (
            "site-anchor-lost",
            "gone.html#gone is gone from the site, and nothing says where it went",
            "bring it back, or write into site/moved.yaml: `gone.html#gone: PAGE.html#ANCHOR`",
        )
    ]
    assert findings(before, after, moves | {"gone.html#gone": "d.html"}) == []


@pytest.mark.parametrize(
    ("moves", "said"),
    [
        ({"a.html": "b.html"}, "a.html has not moved: it is there"),
        ({"a.html#one": "b.html"}, "a.html#one has not moved: it is there"),
        ({"a.html#old": "b.html#tow"}, "b.html#tow, to which a.html#old leads, is not there"),
        ({"a.html#old": "nowhere.html"}, "nowhere.html, to which a.html#old leads, is not there"),
        ({"a.html#x": "a.html#y", "a.html#y": "a.html#x"}, "a.html#x leads back to itself"),
        ({"https://e.org/a.html": "b.html"}, "'https://e.org/a.html' is no address within the site"),
        ({"a.html#old": "../b.html"}, "'../b.html' is no address within the site"),
        ({"a.html#old": "javascript:b.html"}, "'javascript:b.html' is no address within the site"),
    ],
)
def test_a_move_leads_from_what_is_gone_to_what_is_there(moves: dict[str, str], said: str) -> None:
    site = {"a.html": {"one"}, "b.html": {"two"}}
    assert ("site-moved", said) in [one[:2] for one in findings(site, site, moves)]


def test_a_star_stands_for_many_pages() -> None:
    before = {f"kinds/{name}.html": {"old", name} for name in "abc"} | {
        "other.html": {"old"},
        "kinds/in/d.html": {"old"},
    }
    after = {page: {"new", *names} - {"old"} for page, names in before.items()}
    stars = {"kinds/*.html#old": "kinds/*.html#new"}
    lost = {one[1].partition(" ")[0] for one in findings(before, after, stars)}
    assert lost == {"other.html#old", "kinds/in/d.html#old"}
    better = stars | {
        "kinds/b.html#old": "other.html",
        "kinds/in/*.html#old": "kinds/in/*.html#new",
        "other.html#old": "other.html",
    }
    assert findings(before, after, better) == []
    nothing = findings(before, before, {"nowhere/*.html": "kinds/*.html"})
    assert [one[1] for one in nothing] == ["no address that is recorded is one of nowhere/*.html"]
    renamed = {f"new/{name}.html": {name, "old"} for name in "abc"}
    assert (
        findings(
            {k: v for k, v in before.items() if k.count("/") == 1}, renamed, {"kinds/*.html": "new/*.html"}
        )
        == []
    )


@pytest.mark.parametrize("text", ["[]", '"x"', '{"a.html": [1]}', "{", "a: b: c", "\0", "3", '{"a.html": 5}'])
def test_files_that_are_none_are_findings(text: str) -> None:
    found, other = Diagnostics(), Diagnostics()
    file = SourceFile("some.file", text)
    assert read_registry(file, found)[0] == {}
    assert read_moves(file, {}, other).moves == {}
    assert found.errors
    assert other.errors


@pytest.mark.parametrize("rule", ["site-anchors", "site-anchor-lost", "site-moved"])
def test_examples_of_rules_are_wrong_and_right(rule: str) -> None:
    known = find_rule(rule)
    assert known is not None
    for text, expected in ((known.wrong, {rule}), (known.right, set())):
        found, site = Diagnostics(), {"index.html": Counter(["demo"])}
        file = SourceFile("example", text)
        if rule == "site-moved":
            said = read_moves(file, {}, found)
            check({}, None, said.moves, said, {"index.html": Counter(["demo", "overview"])}, found)
        else:
            registry, recorded = read_registry(file, found)
            check(registry, recorded, {}, Said(), site, found)
        assert {one.rule for one in found} == expected


def evolved(draw: random.Random, site: Site, moves: dict[str, str], turn: int) -> Site:
    """A site in its next version, and in ``moves`` where what it loses went: pages split, join and are renamed."""
    after = {page: set(names) for page, names in site.items()}
    for number in range(draw.randint(1, 3)):
        page = draw.choice(sorted(after))
        if len(after) > 2 and draw.random() < 0.3:
            names, target = after.pop(page), draw.choice(sorted(set(after) - {page}))
            moves[page] = target
            kept = {name for name in names if draw.random() < 0.5}
            after[target] |= kept
            moves.update({f"{page}#{name}": target for name in sorted(names - after[target])})
        elif draw.random() < 0.5:
            new = f"{draw.choice(['', 'sub/', 'sub/deep/'])}new{turn}-{number}.html"
            after[new] = {f"fresh{turn}-{number}"}
            for name in sorted(names := {one for one in after[page] if draw.random() < 0.5}):
                moves[f"{page}#{name}"] = f"{new}#{name}"
            after[page] -= names
            after[new] |= names
        elif after[page]:
            name = draw.choice(sorted(after[page]))
            after[page].remove(name)
            after[page].add(f"renamed{turn}-{number}")
            moves[f"{page}#{name}"] = f"{page}#renamed{turn}-{number}"
    for page, names in after.items():  # what is there again has not moved
        for name in names:
            moves.pop(f"{page}#{name}", None)
    return after


def arrives(address: str, files: dict[str, str | bytes]) -> bool:
    """Whether whoever follows an address, and the links that stand at it, comes to where nothing says "moved"."""
    for _ in range(9):
        page, anchor = parted(address)
        if f"{page[:-5]}.md" in files:
            own, _, left = str(files[f"{page[:-5]}.md"]).partition('<div class="sg-moved"')
            if not anchor or f'id="{anchor}"' not in left:
                return not anchor or f'id="{anchor}"' in own
            address = link_at(left, anchor, page)
        elif page in files:
            text = str(files[page])
            found = parsed(text)
            address = (
                link_at(text, anchor, page) if anchor in found.anchors else join_at(page, found.links[0])
            )
        else:
            return False
    return False


def link_at(html: str, anchor: str, page: str) -> str:
    """The address that the element with an anchor leads to."""
    return join_at(page, parsed(html.partition(f'id="{anchor}"')[2]).links[0])


def join_at(page: str, link: str) -> str:
    target, anchor = parted(link)
    path = normpath(join(dirname(page), target)) if target else page
    return f"{path}#{anchor}" if anchor else path


@pytest.mark.parametrize("seed", range(40))
def test_no_address_is_lost_over_versions(seed: int) -> None:
    draw = random.Random(seed)
    site: Site = {
        f"p{n}.html": {f"h{n}", *(f"a{n}-{k}" for k in range(draw.randint(0, 5)))} for n in range(4)
    }
    registry, moves = grown({}, counted(site), {}), dict[str, str]()
    for turn in range(4):
        site = evolved(draw, site, moves, turn)
        known = {page: set(names) for page, names in registry.items()}
        assert findings(known, site, moves) == []
        bare = {
            f"{page[:-5]}.md": "".join(f'<p id="{n}"></p>\n\n' for n in sorted(names))
            for page, names in site.items()
        }
        files = redirected(bare, moves)
        for page, names in registry.items():
            assert all(arrives(address, files) for address in (page, *(f"{page}#{name}" for name in names)))
        registry = grown(registry, counted(site), moves)
        assert all(names <= registry[page] for page, names in known.items())
    gone = [old for old in moves if parted(old)[1] in registry.get(parted(old)[0], ()) and parted(old)[1]]
    if gone:
        old = draw.choice(gone)
        fewer = {key: new for key, new in moves.items() if key != old}
        told = [one[1] for one in findings({k: set(v) for k, v in registry.items()}, site, fewer)]
        end = parted(follow(old, fewer) or "")
        stays = end[1] in site.get(end[0], ())
        assert stays or any(one.startswith(f"{old} is gone") for one in told)


def test_anchors_are_those_of_what_a_page_says() -> None:
    page = (
        '<nav id=out></nav><article><h1 id="a">A</h1><svg id=\'b &amp; c\'></svg><i data-id="no" id=d></i>'
        '<a id="__codelineno-0-1"></a><h3 id="example-done"></h3>'
        '<!-- <i id="e"> --><script>"<i id=f>"</script><i id="a"></i></article>'
        '<i id="g"></i>'
    )
    assert anchors_of(page) == Counter({"a": 2, "b & c": 1, "d": 1})
    files = redirected({"a.md": "# A"}, {"old.html": "a.html", "old.html#x": "a.html#y"})
    assert anchors({"a.html": page, "404.html": page, "b.js": "", "old.html": files["old.html"]}) == {
        "a.html": anchors_of(page)
    }


def test_a_page_that_is_gone_leads_on_without_a_script() -> None:
    files = redirected(
        {"deep/new.md": "# New"}, {"old/page.html": "deep/new.html", "old/page.html#a": "deep/new.html#b"}
    )
    stub = parsed(str(files["old/page.html"]))
    refresh = [
        attributes["content"]
        for tag, attributes in stub.elements
        if attributes.get("http-equiv") == "refresh"
    ]
    assert refresh == ["0; url=../deep/new.html"]
    assert stub.links == ["../deep/new.html", "../deep/new.html#b"]
    assert stub.anchors == ["a"]
    assert '{"#a": "../deep/new.html#b"}[location.hash] ?? "../deep/new.html" + location.hash' in str(
        files["old/page.html"]
    )


@pytest.mark.parametrize("address", ["a.html", "a.html#b", "a/b-c.d.html#R-1.x", "a/b.html#é"])
def test_addresses(address: str) -> None:
    assert is_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a",
        "a.md",
        "/a.html",
        "../a.html",
        "a/../b.html",
        "//e.org/a.html",
        "a.html#",
        "a b.html",
        "a.html#<x>",
        "data:a.html",
    ],
)
def test_what_is_none(address: str) -> None:
    assert not is_address(address)
