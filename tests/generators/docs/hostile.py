"""Words that would be more than words, and what a page of them may hold."""

from __future__ import annotations

from tests.generators.docs.rendering import rendered

HARMLESS = {
    *(
        "a",
        "blockquote",
        "br",
        "code",
        "dd",
        "div",
        "dl",
        "dt",
        "em",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "span",
        "strong",
    ),
    *("table", "tbody", "td", "th", "thead", "tr", "ul"),
}
HOSTILE = [
    "<script>alert(1)</script>",
    "`<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](javascript:alert(1))",
    "[x](javascript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](https://e.org){: onclick=alert(1) }",
    '[x](https://e.org/(a"onmouseover=alert(1)))',
    "[x]\n\n[x]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "word {: onclick=alert(1) }",
    "words\n{: onclick=alert(1) }",
    "*em*{: onclick=alert(1) }",
    "`code`{: onclick=alert(1) }",
    "\\[x](javascript:alert(1))",
    "\\`<b>`",
    "``<b>`",
    "```html onclick=alert(1)\n<b>x</b>\n```",
    "```{.c onclick=alert(1)}\nx\n```",
    "```\nnot closed <script>",
    "~~~\n```\n<script>\n~~~\n<script>",
    "    <script>alert(1)</script>",
    "- <script>\n\n      <script>",
    "| a | b |\n| --- | --- |\n| <script> | {: onclick=x } |",
    '!!! note "<script>alert(1)</script>"\n    <script>',
    "# Heading {: onclick=alert(1) }",
    "Heading {: #x onclick=x }\n===",
    "<!-- generated -->",
    '--8<-- "/etc/passwd"',
    "[TOC]",
    "\x02wzxhzdk:0\x03",
    "<style>*{display:none}</style>",
    "<div markdown onclick=x>",
    "&lt;script&gt;",
    "*[x]: <script>",
    "<details open ontoggle=alert(1)>",
]
PIECES = [
    *HOSTILE,
    *"`\\[](){}<>!#*_|~&:\"'=-\n ",
    "    ",
    "\n\n",
    "](https://e.org)",
    "```\n",
    "~~~\n",
    "> ",
    "- ",
]


def wrong_with(markdown: str) -> str | None:
    """Return what a text on a page brings with it besides words, or None."""
    found = rendered(f"# Page\n\n{markdown}\n\n## Ours {{: #ours }}\n")
    body = [(tag, attributes) for tag, attributes in found.elements if tag not in ("h1", "h2")]
    strange = {tag for tag, _ in body} - HARMLESS
    strange |= {name for _, attributes in body for name in attributes} - {"href", "class", "tabindex"}
    strange |= {link for link in found.links if not link.startswith("https://")}
    if found.anchors != ["page", "ours"]:
        strange.add(f"anchors {found.anchors}")
    return ", ".join(sorted(strange)) or None
