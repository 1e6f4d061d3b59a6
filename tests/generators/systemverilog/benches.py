"""A test bench that decodes words with a generated package, and the two simulators that run it."""

import subprocess
from collections.abc import Iterable
from pathlib import Path

from specgen.generators.systemverilog import generate
from specgen.generators.systemverilog.view import Shape, View
from specgen.generators.target import Request
from specgen.machine import Codec
from specgen.model import Architecture
from specgen.model.isa import Field

LINT = ("verilator", "--lint-only", "-Wall")
BUILD = (
    "verilator", "--cc", "--exe", "--main", "--build", "--no-timing", "-Wall", "-Wno-UNUSEDSIGNAL",
    "-CFLAGS", "-O0", "-MAKEFLAGS", "CXX=clang++",
)  # fmt: skip


def write_packages(request: Request, folder: Path) -> list[Path]:
    paths = []
    for path, contents in generate(request).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(str(contents), encoding="utf-8")
        paths.append(folder / path)
    return paths


def bench(architecture: Architecture, stream: int, count: int) -> str:
    """Reads ``words.hex``; prints of each word opcode, length and fields, and the word that the fields make."""
    view = View(architecture)
    of = view.streams[stream]
    shapes = {shape.format.name: shape for shape in view.shapes}
    variables = "".join(f"  {s.struct} as_{s.format.name};\n" for s in shapes.values())
    cases = "".join(
        f"        {view.opcode(one)}: begin\n{_shown(shapes[one.format.name], one.operands, match.name)}        end\n"
        for one, _, match in view.words
    )
    return f"""
module bench;
  import {view.package}::*;
  word_t words [0:{count - 1}];
  word_t word;
  opcode_e opcode;
  integer i;
{variables}
  initial begin
    $readmemh("words.hex", words);
    for (i = 0; i < {count}; i = i + 1) begin
      word = words[i];
      opcode = {of.decode}(word);
      $write("%0d %0d %0d ", opcode, length(opcode), {of.legal}(word));
      $write("%0d", {of.classify}(word[{of.processor.granule - 1}:0]));
      case (opcode)
{cases}        default: ;
      endcase
      $write("\\n");
    end
    $finish;
  end
endmodule
"""


def _shown(shape: Shape, operands: Iterable[Field], match: str) -> str:
    """The statements that print the operands' values, then the word made of them."""
    width, variable = shape.format.width, f"as_{shape.format.name}"
    getters = {a.field.name: a for a in shape.accessors}
    names = {m.field.name: m.name for m in shape.members}
    lines = [f"{variable} = word[{width - 1}:0];"]
    again, members = [match], []
    for field in operands:
        if field.name in getters:
            value = f"{getters[field.name].get}(word[{width - 1}:0])"
            again.append(f"{getters[field.name].put}({value})")
        else:
            value = f"{variable}.{names[field.name]}"
            members.append(f"{value} = {value};")
        lines.append(f'$write(" %0d", {value});')
    whole = " | ".join(again)
    kept = sum(f.mask for f in operands if f.name not in getters)
    lines.append(f'$write(" %h", {whole} | (word[{width - 1}:0] & {width}\'h{kept:x}));')
    return "".join(f"          {line}\n" for line in lines)


def expected(architecture: Architecture, stream: int, words: Iterable[int]) -> list[str]:
    """What the bench prints, by the codec."""
    codec = Codec(architecture, list(architecture.processors.values())[stream])
    opcodes = {name: i for i, name in enumerate(architecture.instructions, start=1)}
    longer = len(opcodes) + 1
    granule = codec.processor.granule
    lines = []
    for word in words:
        low = word & ((1 << granule) - 1)
        first = codec.decode(low, granule)
        classified = opcodes[first.instruction.name] if first else longer if codec.needs_more(low) else 0
        found = codec.decode(word, architecture.max_width)
        if found is None:
            lines.append(f"0 0 0 {classified}")
            continue
        one = found.instruction
        again = codec.encode(one.name, **found.operands)
        values = [str(found.operands[f.name]) for f in one.operands]
        lines.append(
            " ".join(
                [
                    f"{opcodes[one.name]} {found.length_bytes} 1 {classified}",
                    *values,
                    f"{again:0{one.format.width // 4}x}",
                ]
            )
        )
    return lines


def decode(
    tool: str, package: Path, architecture: Architecture, words: list[int], stream: int = 0
) -> list[str]:
    """What the bench of words prints under ``verilator`` or ``iverilog``."""
    folder = package.parent / f"words-{tool}-{stream}"
    text = hexadecimal(architecture, words)
    return simulate(tool, package, bench(architecture, stream, len(words)), folder, text)


def hexadecimal(architecture: Architecture, words: Iterable[int]) -> str:
    """Words as ``$readmemh`` reads them."""
    digits = (architecture.max_width + 3) // 4
    return "".join(f"{word:0{digits}x}\n" for word in words)


def simulate(tool: str, package: Path, source: str, folder: Path, words: str = "") -> list[str]:
    """The lines that a bench prints; neither tool may warn."""
    return run(build(tool, package, source, folder), folder, words)


def build(tool: str, package: Path, source: str, folder: Path) -> list[str]:
    """Build a bench; the command that runs it."""
    folder.mkdir()
    (folder / "bench.sv").write_text(source)
    files = [str(package.resolve()), "bench.sv"]
    if tool == "verilator":
        _run([*BUILD, "--top-module", "bench", *files], folder)
        return ["obj_dir/Vbench"]
    _run(["iverilog", "-g2012", "-Wall", "-s", "bench", "-o", "bench.vvp", *files], folder)
    return ["vvp", "-n", "bench.vvp"]


def run(command: list[str], folder: Path, words: str) -> list[str]:
    """The lines that a bench prints, but for Verilator's one about ``$finish``."""
    (folder / "words.hex").write_text(words)
    return [line for line in _run(command, folder).splitlines() if not line.startswith("- bench.sv")]


def quiet(command: list[str], folder: Path) -> str:
    """What a tool that should have nothing to say says."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def _run(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[:4000]
    assert not done.stderr, done.stderr[:4000]
    return done.stdout
