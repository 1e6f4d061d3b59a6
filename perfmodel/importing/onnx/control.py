"""Control flow: the costlier branch of If, a body of Loop and Scan as often as it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from specgen.perfmodel.importing.errors import Unsupported
from specgen.perfmodel.importing.onnx.frames import Found, Frame
from specgen.perfmodel.importing.onnx.values import Value

if TYPE_CHECKING:
    from specgen.perfmodel.importing.onnx.walking import Walker

Inputs = tuple[Value | None, ...]


def branch(walker: Walker, proto: Any, inputs: Inputs, frame: Frame, found: Found) -> None:
    """If: the branch that a constant condition chooses, else the one of more operations."""
    bodies = {one.name: one.g for one in proto.attribute}
    known = inputs[0].array if inputs and inputs[0] is not None else None
    wanted = ["then_branch", "else_branch"]
    if known is not None and known.size == 1:
        wanted = [wanted[0] if known.reshape(-1)[0] else wanted[1]]
    walked = []
    for name in wanted:
        if name not in bodies:
            raise Unsupported(f"it has no {name}")
        inside = Found()
        outputs = walker.graph(bodies[name], frame.inside(_name(proto), frame.scope.new_child()), inside)
        walked.append((inside, outputs))
    chosen, outputs = max(walked, key=lambda one: (one[0].operations, len(one[0].operators)))
    found.extend(chosen)
    static = len(walked) == 1
    _bind(proto.output, [one if static else _varying(one) for one in outputs], frame)


def loop(walker: Walker, proto: Any, inputs: Inputs, frame: Frame, found: Found) -> None:
    """Loop: its body as often as the constant trip count says; a condition may end it sooner, which is not counted."""
    body = _body(proto)
    count = inputs[0].array if inputs and inputs[0] is not None else None
    if count is None:
        raise Unsupported("its trip count is no constant")
    trips = max(int(count.reshape(-1)[0]), 0)
    carried = inputs[2:]
    scope = frame.scope.new_child()
    entering = (None, inputs[1] if len(inputs) > 1 else None, *carried)
    for formal, value in zip(body.input, entering, strict=False):
        scope[formal.name] = _carried(formal, value)
    outputs = walker.graph(body, frame.inside(_name(proto), scope, trips), found)[1:]
    kept = [_varying(one) for one in outputs[: len(carried)]]
    _bind(proto.output, kept + [_stacked(one, trips) for one in outputs[len(carried) :]], frame)


def scan(walker: Walker, proto: Any, inputs: Inputs, frame: Frame, found: Found) -> None:
    """Scan: its body once for each slice of what it scans, along the first axis or the one given."""
    if frame.versions.get("", 1) < 9:
        raise Unsupported("before version 9 a Scan takes a length for each of a batch")
    body = _body(proto)
    given = {one.name: one for one in proto.attribute}
    scanned = given["num_scan_inputs"].i
    if not 0 <= scanned <= len(inputs):
        raise Unsupported(f"it scans {scanned} of {len(inputs)} inputs")
    states = len(inputs) - scanned
    axes = list(given["scan_input_axes"].ints) if "scan_input_axes" in given else [0] * scanned
    scope, trips = frame.scope.new_child(), 1
    for formal, value in zip(body.input, inputs, strict=False):
        scope[formal.name] = _carried(formal, value)
    for formal, value, axis in zip(list(body.input)[states:], inputs[states:], axes, strict=False):
        shape = value.shape if value is not None else None
        if value is None or shape is None:
            raise Unsupported("the length of what it scans is not known")
        axis %= len(shape)
        trips = shape[axis]
        scope[formal.name] = replace(
            value.shaped((*shape[:axis], *shape[axis + 1 :])), name=formal.name, static=False, data=None
        )
    outputs = walker.graph(body, frame.inside(_name(proto), scope, trips), found)
    stacked = [_stacked(one, trips) for one in outputs[states:]]
    _bind(proto.output, [_varying(one) for one in outputs[:states]] + stacked, frame)


Body = Callable[["Walker", Any, Inputs, Frame, Found], None]
BODIES: dict[str, Body] = {"If": branch, "Loop": loop, "Scan": scan}


def _name(proto: Any) -> str:
    return str(proto.name or next(filter(None, proto.output), proto.op_type))


def _body(proto: Any) -> Any:
    for one in proto.attribute:
        if one.name == "body":
            return one.g
    raise Unsupported("it has no body")


def _carried(formal: Any, value: Value | None) -> Value:
    """Return what a body sees under a formal name: of the type that enters first, and not constant."""
    known = value.type if value is not None and value.type is not None else formal.type
    return Value(formal.name, known)


def _varying(value: Value) -> Value:
    return replace(value, static=False, data=None)


def _stacked(value: Value, trips: int) -> Value:
    shape = value.shape
    return _varying(value if shape is None else value.shaped((trips, *shape)))


def _bind(names: Sequence[str], values: Sequence[Value], frame: Frame) -> None:
    for name, value in zip(names, values, strict=False):
        if name:
            frame.scope[name] = replace(value, name=name)
