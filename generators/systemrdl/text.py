"""Words of SystemRDL: strings, identifiers, properties."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from specgen.model.item import Item

_WORDS = """
    abstract accesstype activehigh activelow addressingtype addrmap alias all alternate bit boolean bothedge bridge component
    componentwidth constraint default encode enum expression external false field fieldwidth hw inside internal level
    littleendian longint mem na name negedge nonsticky number onreadtype onwritetype posedge property ref reg regfile
    regwidth rw rw1 signal signed string struct sw this true type unsigned w1 wr r w rclr rset ruser woset woclr wot wzs wzc
    wzt wclr wset wuser compact regalign fullalign hw lsb0 msb0 intr stickybit sticky haltenable haltmask we wel swwe swwel
    swmod swacc singlepulse reset resetsignal enable mask counter threshold saturate overflow underflow incr decr next
    anded ored xored fieldwidth hwclr hwset hwenable hwmask rsvdset rsvdsetX alignment addressing sharedextbus errextbus
    accesswidth shared bigendian desc dontcompare donttest ispresent hdl_path hdl_path_gate hdl_path_slice
    hdl_path_gate_slice mementries memwidth sync async cpuif_reset field_reset precedence paritycheck
"""
_KEYWORDS = frozenset(_WORDS.split())


def identifier(name: str) -> str:
    """Return a name as SystemRDL may have it: what could be one of its words is escaped."""
    return f"\\{name} " if name in _KEYWORDS else name


def quoted(text: str) -> str:
    """Return a string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def carried(value: Any) -> str:
    """Return a string that holds a value as JSON."""
    return quoted(json.dumps(value, separators=(",", ":"), ensure_ascii=True))


def words(item: Item) -> list[str]:
    """Return the properties of what every item says of itself: its summary is its name, its description the ``desc``."""
    lines = [f"name = {quoted(item.summary)};"] if item.summary or item.description else []
    if item.description:
        lines.append(f"desc = {quoted(item.description)};")
    life = life_of(item)
    return [*lines, f"specgen_item = {carried(life)};"] if life else lines


def life_of(item: Item) -> dict[str, Any]:
    """Return the keys of a document that tell since when a thing is, how far it may be relied on, what it promises."""
    found: dict[str, Any] = {"since": item.since, "renamed_from": item.renamed_from}
    if item.status != "stable":
        found["status"] = item.status
    if item.retired is not None:
        found["retired"] = {"in": item.retired.in_version, "reuse": item.retired.reuse}
    if item.requirements:
        found["requirements"] = {one.id: one.text for one in item.requirements}
    for key, text in (("summary", item.summary), ("description", item.description)):
        if text != "\n".join(line.strip() for line in text.strip().splitlines()):
            found[key] = text  # tools strip what surrounds lines
    return {key: value for key, value in found.items() if value is not None}
