"""mlir-tblgen takes the records of a dialect, and what it makes of them compiles."""

import subprocess
from pathlib import Path

import pytest

from specgen import api
from specgen.generators import Request
from specgen.generators.tablegen.dialect import Dialect
from tests.generators.tablegen.tools import INCLUDE, mlir, mlir_records, write_records

EXAMPLES = Path(__file__).parents[3] / "examples"
BACKENDS = (
    "dialect-decls", "dialect-defs", "enum-decls", "enum-defs", "attrdef-decls", "attrdef-defs", "op-decls", "op-defs",
)  # fmt: skip
HEADERS = (
    "IR/Builders.h", "IR/BuiltinAttributes.h", "IR/BuiltinTypes.h", "IR/Dialect.h", "IR/DialectImplementation.h",
    "IR/OpDefinition.h", "IR/OpImplementation.h", "Interfaces/SideEffectInterfaces.h",
)  # fmt: skip


@pytest.mark.parametrize("spec", ["hostile", "wide", "reference", "rv32imc"])
def test_each_instruction_is_an_operation(spec: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    own = spec in ("hostile", "wide", "reference")
    every: Request = request.getfixturevalue(spec) if own else api.request(EXAMPLES / spec)
    architecture, folder = every.default, write_records(every, tmp_path)[0]
    dialect = Dialect(architecture, every.semantics[architecture.variant])
    records = mlir_records(folder, architecture.name)
    assert [one.instruction for one in dialect.operations] == list(architecture.instructions.values())
    for one in dialect.operations:
        record = records[f"{dialect.name}_{one.record}"]
        assert record["opName"] == one.instruction.name
        arguments = [name for _, name in record["arguments"]["args"]]
        assert len(arguments) == len(one.instruction.operands)
        assert all(f"${name}" in record["assemblyFormat"] for name in arguments)
    declared = mlir(folder, architecture.name, "-gen-op-decls")
    assert all(f"class {one.record} : public" in declared for one in dialect.operations)
    enums = mlir(folder, architecture.name, "-gen-enum-decls")
    for enum in dialect.enums.values():
        assert all(f"  {symbol} = {value}," in enums for symbol, _, value, _ in enum.cases)


def test_effects_are_those_of_the_semantics(reference: Request) -> None:
    dialect = Dialect(reference.default, reference.semantics[reference.default.variant])
    effects = {one.instruction.name: set(one.effects) for one in dialect.operations}
    name = dialect.name
    assert effects["add"] == {f"MemRead<{name}_XState>", f"MemWrite<{name}_XState>"}
    assert effects["beq"] == {f"MemRead<{name}_XState>", f"MemWrite<{name}_PcState>"}
    assert f"MemWrite<{name}_HbmMemory>" in effects["dma_store"]


def test_what_is_made_of_the_records_compiles(hostile: Request, tmp_path: Path) -> None:
    """With MLIR's own headers; an operation that C++ has a keyword for, and text that ends a comment, included."""
    folder = write_records(hostile, tmp_path)[0]
    for backend in BACKENDS:
        (folder / f"{backend}.inc").write_text(mlir(folder, "hostile", f"-gen-{backend}"))
    (folder / "dialect.cpp").write_text(program(Dialect(hostile.default, None)))
    include = ("-isystem", INCLUDE, "-I", str(folder), "-I", str(folder / "mlir"))
    command = ["clang++", "-std=c++17", "-fsyntax-only", *include, str(folder / "dialect.cpp")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[:4000]


def program(dialect: Dialect) -> str:
    """A dialect as LLVM's build would have it."""
    lines = [f'#include "mlir/{header}"' for header in HEADERS]
    lines += ['#include "llvm/ADT/TypeSwitch.h"', f'#include "{dialect.name}Resources.h"']
    for kind in ("decls", "defs"):
        lines += [f'#include "dialect-{kind}.inc"', f'#include "enum-{kind}.inc"']
        lines += ["#define GET_ATTRDEF_CLASSES", f'#include "attrdef-{kind}.inc"']
        lines += ["#define GET_OP_CLASSES", f'#include "op-{kind}.inc"']
    lines += [f"void mlir::{dialect.namespace}::{dialect.name}Dialect::initialize() {{", "addAttributes<"]
    lines += ["#define GET_ATTRDEF_LIST", '#include "attrdef-defs.inc"', ">();", "addOperations<"]
    lines += ["#define GET_OP_LIST", '#include "op-defs.inc"', ">();", "}", ""]
    return "\n".join(lines)
