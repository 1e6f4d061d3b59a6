"""What differs of one thing, as HTML: links to both versions, both sides drawn, every difference with an anchor."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.page import slug
from specgen.generators.docs.parts.text import html
from specgen.generators.docs.versions.links import address, linked

if TYPE_CHECKING:
    from specgen.generators.docs.book import Links
    from specgen.generators.docs.versions.data import Comparison, Difference, Thing

_WORDS = {"breaks": "breaks", "edits": "edits in", "risk": "a risk for"}
_LONGEST = 400


def anchor(thing: Thing) -> str:
    """Return the anchor of a thing: what leads to it, by names."""
    return slug("-".join(thing.key))


def called(thing: Thing) -> str:
    """Return the name of a thing, with what it is part of; of the spec as a whole, the attribute."""
    return ".".join(thing.key[1:]) or thing.key[0]


def finding_id(one: Difference) -> str:
    """Return the anchor of a difference."""
    return f"f-{one.id}"


def thing_block(thing: Thing, comparison: Comparison, links: Links) -> str:
    """Return all that differs of a thing as one element without blank lines."""
    parts = [f'<section class="sg-differs" id="{anchor(thing)}">', _head(thing, comparison, links)]
    parts += _drawn(thing, comparison)
    parts += _texts(thing, comparison)
    parts += [_finding(one, links) for one in thing.differences]
    return "\n".join([*parts, "</section>"])


def _head(thing: Thing, comparison: Comparison, links: Links) -> str:
    old = address(thing.key, thing.old, comparison.old_site, links)
    new = address(thing.key, thing.new, comparison.new_site, links)
    name = called(thing)
    sides = [
        f'<a href="{html(to)}">in {html(v)}</a>'
        for v, to in ((comparison.old, old), (comparison.new, new))
        if to
    ]
    if len(thing.key) > 1 and not (thing.old and thing.new):
        sides.append("added" if thing.new else "gone" if thing.old else "")
    if thing.old and thing.new and thing.old != thing.new:
        sides.append(f"was <code>{html(thing.old)}</code>")
    told = ", ".join(filter(None, sides))
    return f"<h3><code>{html(name)}</code></h3>" + (f'<p class="sg-both">{told}</p>' if told else "")


def _drawn(thing: Thing, comparison: Comparison) -> Iterator[str]:
    """Both drawings, one above the other: words of 32 bits are wide."""
    for pair in thing.drawings:
        yield '<div class="sg-sides sg-drawn">'
        for version, svg in zip((comparison.old, comparison.new), pair, strict=True):
            about = html(f"Drawing of {' '.join(thing.key[1:])} in {version}")
            inner = f'<div class="sg-drawing" tabindex="0" role="region" aria-label="{about}">{svg}</div>'
            yield f"<figure><figcaption>{html(version)}</figcaption>{inner if svg else 'Nothing.'}</figure>"
        yield "</div>"


def _texts(thing: Thing, comparison: Comparison) -> Iterator[str]:
    """Both texts side by side, lines marked that the other does not have."""
    before, after = thing.texts
    if before == after:
        return
    old, new = before.split("\n") if before else [], after.split("\n") if after else []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    same_old, same_new = set(), set()
    for a, b, size in matcher.get_matching_blocks():
        same_old |= set(range(a, a + size))
        same_new |= set(range(b, b + size))
    yield '<div class="sg-sides">'
    for version, lines, same, sign in (
        (comparison.old, old, same_old, "del"),
        (comparison.new, new, same_new, "ins"),
    ):
        body = "\n".join(
            html(line) or " " if n in same else f"<{sign}>{html(line) or ' '}</{sign}>"
            for n, line in enumerate(lines)
        )
        label = html(f"{' '.join(thing.key[1:])} in {version}")
        inner = (
            f'<pre tabindex="0" role="region" aria-label="{label}"><code>{body}</code></pre>'
            if lines
            else "Nothing."
        )
        yield f"<figure><figcaption>{html(version)}</figcaption>{inner}</figure>"
    yield "</div>"


def _finding(one: Difference, links: Links) -> str:
    up = "../" * links.page.count("/")
    known = any(rule.id == one.rule for rule in links.book.exhibits.reviews)
    rule = linked(f"<code>{html(one.rule)}</code>", f"{up}review/{one.rule}.html" if known else "")
    about = html(f"Link to {one.rule} at {one.subject}")
    return "".join(
        [
            f'<article class="sg-finding" id="{finding_id(one)}" data-verdict="{html(one.verdict)}" ',
            f'data-hits="{html(" ".join(one.hits))}">',
            f'<p><span class="sg-verdict sg-{html(one.verdict)}">{html(one.verdict)}</span> {worded(one.message)} ',
            f'<a class="sg-here" href="#{finding_id(one)}" aria-label="{about}">#</a></p>',
            f'<p class="sg-who">{_who(one)} {rule} at <code>{html(one.subject)}</code></p>',
            *_more(one),
            "</article>",
        ]
    )


def worded(text: str) -> str:
    """Return a sentence (HTML) with what stands between backquotes as code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return html(text)
    return "".join(f"<code>{html(part)}</code>" if n % 2 else html(part) for n, part in enumerate(parts))


def _who(one: Difference) -> str:
    """For whom it is what, and the questions answered badly."""
    told = []
    for word, said in _WORDS.items():
        names = [name for name, effect in one.effects.items() if effect == word]
        if names:
            told.append(f"{said} {'everyone' if len(names) == len(one.effects) else ', '.join(names)}")
    asked = f" ({', '.join(one.questions)})" if one.questions else ""
    return html("; ".join(told).capitalize() + asked + "." if told else "")


def _more(one: Difference) -> Iterator[str]:
    """Evidence, the witness, the lines of both specs: folded, since most readers want the sentence alone."""
    inner = [f"<p>{worded(_cut(one.evidence))}</p>" if one.evidence and one.evidence != one.message else ""]
    if one.witness:
        rows = "".join(
            f'<tr><th scope="row">{html(n)}</th><td><code>{html(_cut(told))}</code></td></tr>'
            for n, told in one.witness
        )
        inner.append(
            '<div class="sg-grid" tabindex="0" role="region" aria-label="Witness">'
            f'<table class="sg-table"><tbody>{rows}</tbody></table></div>'
        )
    inner += [
        f"<p>{html(one.note)}.</p>" if one.note else "",
        f"<p>{worded(one.hint)}</p>" if one.hint else "",
    ]
    for version, where, line in one.sources:
        inner.append(f"<p>{html(version)}, <code>{html(where)}</code>: <code>{html(_cut(line))}</code></p>")
    told = "".join(inner)
    if told:
        yield f"<details><summary>Why, and where it is written</summary>{told}</details>"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
