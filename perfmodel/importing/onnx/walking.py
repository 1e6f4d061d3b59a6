"""From an ONNX graph to operators: node by node, into functions and the bodies of control flow."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from specgen.perfmodel.importing.errors import Unreadable, Unsupported
from specgen.perfmodel.importing.onnx import control
from specgen.perfmodel.importing.onnx.frames import Found, Frame
from specgen.perfmodel.importing.onnx.inferring import results, standard_function
from specgen.perfmodel.importing.onnx.kinds import COUNTINGS, DOMAINS, REASONS
from specgen.perfmodel.importing.onnx.node import Node
from specgen.perfmodel.importing.onnx.values import Value, of_initialiser, of_sparse

_MOST_NODES = 200_000
_DEEPEST = 50


class Walker:
    """Walks the graphs of a model; ``functions`` are the model's own, by domain and name."""

    def __init__(self, functions: Mapping[tuple[str, str], Any]) -> None:
        self._functions = functions
        self._left = _MOST_NODES

    def graph(self, graph: Any, frame: Frame, found: Found) -> list[Value]:
        """Walk a graph whose inputs are in the frame's scope; return its outputs.

        Raises Unreadable where it unfolds into more nodes than anyone can mean.
        """
        for one in graph.initializer:
            frame.scope[one.name] = of_initialiser(one)
        for one in graph.sparse_initializer:
            frame.scope[one.values.name] = of_sparse(one)
        declared = {one.name: one.type for one in (*graph.value_info, *graph.output)}
        self._nodes(graph.node, replace(frame, declared=declared), found)
        return [frame.scope.get(one.name) or Value(one.name) for one in graph.output]

    def _nodes(self, protos: Any, frame: Frame, found: Found) -> None:
        if frame.depth > _DEEPEST:
            raise Unreadable(
                f"functions and bodies are nested more than {_DEEPEST} deep at {frame.path[:80]}"
            )
        for place, proto in enumerate(protos):
            self._left -= 1
            if self._left < 0:
                raise Unreadable(f"its functions unfold into more than {_MOST_NODES} nodes")
            own = proto.name or next(filter(None, proto.output), f"{proto.op_type}_{place}")
            name = f"{frame.path}{own}"
            try:
                self._node(_substituted(proto, frame.attributes), name, frame, found)
            except Unsupported as reason:
                _tell(proto, name, str(reason), frame, found)
            except (ArithmeticError, IndexError, KeyError, TypeError, ValueError):
                _tell(proto, name, "its attributes, shapes and constants do not go together", frame, found)

    def _node(self, proto: Any, name: str, frame: Frame, found: Found) -> None:
        inputs = tuple(frame.scope.get(one, Value(one)) if one else None for one in proto.input)
        if function := self._functions.get((proto.domain, proto.op_type)):
            self._function(function, proto, inputs, frame.inside(name[len(frame.path) :], frame.scope), found)
            return
        if proto.op_type in control.BODIES and proto.domain in DOMAINS:
            control.BODIES[proto.op_type](self, proto, inputs, frame, found)
            return
        values, why = results(proto, inputs, frame.versions)
        for output in filter(None, proto.output):
            frame.scope[output] = _declared(values[output], frame.declared)
        outputs = tuple(frame.scope[one] if one else None for one in proto.output)
        if outputs and all(one is None or one.static for one in outputs):
            return  # known before the graph runs
        counting = COUNTINGS.get(proto.op_type) if proto.domain in DOMAINS else None
        if why:
            raise Unsupported(f"its shapes do not go together: {why}")
        if counting is None:
            self._expanded(proto, inputs, frame, found)
            return
        node = Node(proto, name, frame.versions.get(proto.domain, 1), inputs, outputs)
        counted = [replace(one, times=one.times * frame.times, where=proto.op_type) for one in counting(node)]
        if any(one.operations < 0 or min(one.dims.values(), default=0) < 0 for one in counted):
            raise Unsupported("it would do less than nothing")
        found.operators += counted

    def _expanded(self, proto: Any, inputs: tuple[Value | None, ...], frame: Frame, found: Found) -> None:
        """Walk what the standard says that an operator is made of. Raises Unsupported where it says nothing."""
        if proto.op_type in REASONS:
            raise Unsupported(REASONS[proto.op_type])
        function = standard_function(proto, inputs, frame.versions)
        if function is None:
            raise Unsupported("nothing here counts this operator")
        inner = frame.inside(proto.name or proto.op_type, frame.scope)
        self._function(function, proto, inputs, inner, found)

    def _function(
        self, function: Any, proto: Any, inputs: tuple[Value | None, ...], frame: Frame, found: Found
    ) -> None:
        """Walk the body of one of the model's own functions, its formal names bound to the call's values."""
        scope: ChainMap[str, Value | None] = ChainMap(dict.fromkeys(function.input))
        scope.update(zip(function.input, inputs, strict=False))
        given = {one.name: one for one in (*function.attribute_proto, *proto.attribute)}
        versions = {one.domain: one.version for one in function.opset_import}
        declared = {one.name: one.type for one in function.value_info}
        inner = replace(frame, scope=scope, attributes=given, versions=versions, declared=declared)
        self._nodes(function.node, inner, found)
        for formal, output in zip(function.output, proto.output, strict=False):
            if output:
                frame.scope[output] = replace(scope.get(formal) or Value(formal), name=output)


def _tell(proto: Any, name: str, reason: str, frame: Frame, found: Found) -> None:
    """Note that a node has no count; of its results is known what the file declares."""
    kind = f"{proto.domain}.{proto.op_type}" if proto.domain else proto.op_type
    found.unsupported.append(f"{name} ({kind}): {reason}")
    for output in filter(None, proto.output):
        frame.scope.setdefault(output, Value(output, frame.declared.get(output)))


def _declared(value: Value, declared: Mapping[str, Any]) -> Value:
    """Return a value with the type that the file declares, where inference did not find its shape."""
    if value.shape is None and value.name in declared:
        return replace(value, type=declared[value.name])
    return value


def _substituted(proto: Any, attributes: Mapping[str, Any]) -> Any:
    """Return a node of a function with the attributes of the call in place of the names that refer to them."""
    if not any(one.ref_attr_name for one in proto.attribute):
        return proto
    kept = [one for one in proto.attribute if not one.ref_attr_name]
    for one in proto.attribute:
        if one.ref_attr_name in attributes:
            given = type(one)()
            given.CopyFrom(attributes[one.ref_attr_name])
            given.name = one.name
            kept.append(given)
    found = type(proto)()
    found.CopyFrom(proto)
    del found.attribute[:]
    found.attribute.extend(kept)
    return found
