"""The facts of a program of torch.export: its operators with shapes, types and arguments, as data that needs no torch."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from specgen.perfmodel.importing.errors import MissingReader, Unreadable

_REMEDY = "pip install torch --index-url https://download.pytorch.org/whl/cpu"


def load_program(path: Path | str) -> Any:
    """Load a .pt2 file. Raises Unreadable where it is none, MissingReader without torch, OSError."""
    try:
        torch = import_module("torch")
    except ImportError:
        raise MissingReader("a .pt2 file", "torch", _REMEDY) from None
    with Path(path).open("rb"):
        pass
    try:
        return torch.export.load(str(path))
    except Exception as error:  # torch says in many ways that a file is not its own
        said = str(error).strip().splitlines()
        raise Unreadable(f"{path} is no program of torch.export: {said[0] if said else error}") from None


def facts_of(program: Any) -> dict[str, Any]:
    """Return the facts of an ExportedProgram, of plain lists, texts and numbers: ``graph_of_facts`` reads them."""
    kinds = {
        one.arg.name: one.kind.name for one in program.graph_signature.input_specs if hasattr(one.arg, "name")
    }
    tensors: dict[str, Any] = {}
    nodes = []
    for node in program.graph.nodes:
        _note(tensors, node.name, node.meta.get("val"), kinds.get(node.name))
        if node.op == "call_function":
            nodes.append(
                {
                    "op": str(node.target),
                    "name": node.name,
                    "arguments": _arguments(node),
                    "outputs": _results(node.name, node.meta.get("val")),
                }
            )
    return {"tensors": tensors, "nodes": nodes}


def _note(tensors: dict[str, Any], name: str, value: Any, kind: str | None) -> None:
    """Note the tensors that a node's value consists of; of several, each by its place."""
    if isinstance(value, list | tuple):
        for place, one in enumerate(value):
            _note(tensors, f"{name}.{place}", one, kind)
    elif hasattr(value, "dtype") and hasattr(value, "shape"):
        shape = [extent if isinstance(extent, int) else str(extent) for extent in value.shape]
        role = {"PARAMETER": "weight", "BUFFER": "weight", "CONSTANT_TENSOR": "weight"}.get(
            kind or "", "activation"
        )
        tensors[name] = {"shape": shape, "dtype": str(value.dtype).removeprefix("torch."), "role": role}


def _results(name: str, value: Any) -> list[str]:
    return [f"{name}.{place}" for place in range(len(value))] if isinstance(value, list | tuple) else [name]


def _arguments(node: Any) -> dict[str, Any]:
    """Return the arguments by the names of the operator's schema, those left out not at all."""
    schema = getattr(node.target, "_schema", None)
    names = [one.name for one in schema.arguments] if schema is not None else []
    names += [f"argument{place}" for place in range(len(names), len(node.args))]
    given = dict(zip(names, node.args, strict=False)) | dict(node.kwargs)
    return {name: _plain(one) for name, one in given.items()}


def _plain(value: Any) -> Any:
    if hasattr(value, "op") and hasattr(value, "target"):  # a node of the graph
        return {"tensor": value.name}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
