"""Pages as one document for paper."""

from __future__ import annotations

from specgen.generators.docs.printing import document, printed_pages

PAGES = {
    "state": '<nav>menu</nav><article class="md-content__inner">'
    '<h1 id="state">State<a class="headerlink" href="#state">¶</a></h1>'
    '<p><a href="state/x.html#top">x</a> <a href="review.html">rules</a> <a href="https://a.example/">out</a></p></article>',
    "state/x": '<article><h1 id="x">x &amp; y</h1><svg viewBox="0 0 1 1"><a href="#top"><rect/></a></svg><b id="top">a</b>'
    '<script>alert(1)</script><button>Copy</button><details><summary>More</summary><p aria-labelledby="x top">1 &lt; 2</p>'
    '</details><a href="../state.html">all</a><input type="text" value="1"></article>',
}


def test_links_lead_within_the_document_and_nothing_of_the_screen_is_left() -> None:
    made = document(PAGES, ["state", "state/x"], 'A <b>"title"</b>', ["file:///a.css"])
    assert '<a href="#state--x---top">x</a>' in made
    assert '<h1 id="state---state">State</h1>' in made
    assert "<a>rules</a>" in made, "what is not part of it is no link"
    assert 'href="https://a.example/"' in made
    assert '<svg viewBox="0 0 1 1"><a href="#state--x---top"><rect/></a></svg><b id="state--x---top">' in made
    assert '<a href="#state">all</a>' in made
    assert 'aria-labelledby="state--x---x state--x---top">1 &lt; 2' in made
    assert "<details open><summary>More" in made
    for gone in ("alert", "Copy", "<input", "menu", "¶", "<b>&quot;"):
        assert gone not in made
    assert "<h1>A &lt;b&gt;&quot;title&quot;&lt;/b&gt;</h1>" in made
    assert '<li><ul><li><a href="#state--x">x &amp; y</a></li></ul></li>' in made


def test_a_single_page_has_no_cover() -> None:
    made = document(PAGES, ["state"], "State", [])
    assert 'class="sg-cover' not in made
    assert "<h1>Contents</h1>" not in made


def test_the_reference_is_printed_in_its_order() -> None:
    there = [
        "types/b",
        "index",
        "status",
        "rules",
        "rules/a",
        "types",
        "instructions",
        "instructions/z",
        "tour",
        "types/a",
    ]
    assert printed_pages(there) == ["status", "instructions", "instructions/z", "types", "types/a", "types/b"]
