"""Types, shapes and small constants of a node's results, from those of its operands."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import Any

from specgen.perfmodel.importing.onnx.values import MOST_NUMBERS, Value
from specgen.perfmodel.workloads import Role

_ON_SHAPES = (
    "Add And Cast Ceil Concat Constant ConstantOfShape Div Equal Expand Flatten Floor Gather Greater Identity Less Max Min"
    " Mod Mul Neg Not Or Pow Range ReduceMax ReduceMin ReduceProd ReduceSum Reshape ScatterND Slice Sqrt Squeeze Sub"
    " Transpose Unsqueeze Where"
)
_EVALUATED = frozenset(_ON_SHAPES.split())
_SHAPED = (
    "ConstantOfShape",
    "Expand",
    "Reshape",
    "Resize",
    "Slice",
    "Tile",
    "Pad",
    "Upsample",
    "CenterCropPad",
)
_MOST_AXES = 1000  # inference makes as many as an operand that is a shape has elements
_DRAWN = (
    "RandomNormal",
    "RandomUniform",
    "RandomNormalLike",
    "RandomUniformLike",
    "Multinomial",
    "Bernoulli",
)


def results(
    proto: Any, inputs: tuple[Value | None, ...], versions: Mapping[str, int]
) -> tuple[dict[str, Value], str]:
    """Return the outputs of a node by name, and why their types are not known, where inference says why."""
    static = proto.op_type not in _DRAWN and all(one is None or one.static for one in inputs)
    role = Role.WEIGHT if static else Role.ACTIVATION
    types, why = _types(proto, inputs, versions)
    data = _numbers(proto, inputs, versions, types) if static or proto.op_type in ("Shape", "Size") else {}
    found = {}
    for name in proto.output:
        if name:
            fixed = static or name in data
            found[name] = Value(name, types.get(name), fixed, role, data.get(name))
    return found, why


def _types(
    proto: Any, inputs: tuple[Value | None, ...], versions: Mapping[str, int]
) -> tuple[dict[str, Any], str]:
    from onnx import defs, shape_inference

    given = {name: one for name, one in zip(proto.input, inputs, strict=True) if one is not None}
    if any(one.type is None for one in given.values()):
        return {}, ""
    if _axes(proto, inputs) > _MOST_AXES:
        return {}, "a shape of so many axes is none"
    types: dict[str, Any] = {name: one.type for name, one in given.items()}
    data = {name: one.data for name, one in given.items() if one.data is not None}
    try:
        schema = defs.get_schema(proto.op_type, versions.get(proto.domain, 1), proto.domain)
    except defs.SchemaError:  # an operator of somebody's own
        return {}, ""
    try:
        return dict(shape_inference.infer_node_outputs(schema, proto, types, data)), ""
    except Exception as error:  # what the inference of some operator raises on what it does not expect
        return {}, str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__


def _axes(proto: Any, inputs: tuple[Value | None, ...]) -> int:
    """Return how many axes the operand asks for that is a shape, where one is."""
    if proto.op_type not in _SHAPED:
        return 0
    shapes = inputs if proto.op_type == "ConstantOfShape" else inputs[1:]
    known = [one.shape for one in shapes if one is not None]
    return max((shape[0] for shape in known if shape is not None and len(shape) == 1), default=0)


def _numbers(
    proto: Any, inputs: tuple[Value | None, ...], versions: Mapping[str, int], types: dict[str, Any]
) -> dict[str, Any]:
    """Return small constants that the node computes: of shapes that are known, and of constants."""
    import numpy as np
    from onnx import numpy_helper

    if proto.op_type in ("Shape", "Size"):
        shape = inputs[0].shape if inputs and inputs[0] is not None else None
        if shape is None:
            return {}
        kept = {one.name: one.i for one in proto.attribute}
        part = shape[kept.get("start", 0) : kept.get("end", len(shape))]
        array = np.array(part if proto.op_type == "Shape" else prod(shape), np.int64)
        return {proto.output[0]: numpy_helper.from_array(array)}
    if proto.op_type not in _EVALUATED or any(one is not None and one.data is None for one in inputs):
        return {}
    sizes = [Value(name, types.get(name)).shape for name in proto.output if name]
    if any(shape is None or prod(shape) > MOST_NUMBERS for shape in sizes):
        return {}
    return _evaluated(proto, inputs, versions)


def _evaluated(proto: Any, inputs: tuple[Value | None, ...], versions: Mapping[str, int]) -> dict[str, Any]:
    """Compute a node with the standard's reference evaluator, on at most `MOST_NUMBERS` numbers each."""
    import numpy as np
    from onnx import helper, numpy_helper
    from onnx.reference import ReferenceEvaluator

    try:
        fed = {name: one.array for name, one in zip(proto.input, inputs, strict=True) if one is not None}
        given = [helper.make_value_info(name, helper.make_tensor_type_proto(1, None)) for name in fed]
        taken = [
            helper.make_value_info(name, helper.make_tensor_type_proto(1, None)) for name in proto.output
        ]
        graph = helper.make_graph([proto], "one", given, taken)
        opsets = [helper.make_opsetid(domain, version) for domain, version in versions.items()]
        with np.errstate(all="ignore"):
            found = ReferenceEvaluator(helper.make_model(graph, opset_imports=opsets)).run(None, fed)
        return {
            name: numpy_helper.from_array(np.asarray(one))
            for name, one in zip(proto.output, found, strict=True)
        }
    except Exception:  # a constant that cannot be computed is a constant of unknown numbers
        return {}


def standard_function(
    proto: Any, inputs: tuple[Value | None, ...], versions: Mapping[str, int]
) -> Any | None:
    """Return the body that the standard gives for an operator, None where it gives none."""
    import onnx
    from onnx import defs

    version = versions.get(proto.domain, 1)
    try:
        schema: Any = defs.get_schema(proto.op_type, version, proto.domain)
    except defs.SchemaError:
        return None
    if schema.has_function:
        return schema.function_body
    if not schema.has_context_dependent_function:
        return None
    asked = schema.context_dependent_function_opset_versions
    fitting = max((one for one in asked if one <= version), default=min(asked))
    types = [(one.type if one and one.type else onnx.TypeProto()).SerializeToString() for one in inputs]
    body = schema.get_context_dependent_function_with_opset_version(fitting, proto.SerializeToString(), types)
    return onnx.FunctionProto.FromString(body) if body else None
