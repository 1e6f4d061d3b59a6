"""Compiles generated crates with Debian's rustc, every warning an error, and programs against them."""

import subprocess
from pathlib import Path

from specgen.generators import Request
from specgen.generators.rust import generate
from specgen.generators.rust.view import Shape, View

STRICT = ("/usr/bin/rustc", "--edition", "2021", "-D", "warnings", "-D", "unsafe_code")


def write_crates(request: Request, folder: Path) -> list[Path]:
    """Write the crates of all variants; their folders, in the order of the variants."""
    for path, contents in generate(request).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(str(contents), encoding="utf-8")
    return [folder / one.variant / View(one).crate for one in request.architectures]


def rustc(*options: str) -> None:
    done = subprocess.run([*STRICT, *options], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[:4000]
    assert not done.stderr, done.stderr[:4000]


def run_tests(crate: Path) -> str:
    """What the crate's own tests print."""
    binary = crate / "tests"
    rustc("--test", "-o", str(binary), str(crate / "src" / "lib.rs"))
    done = subprocess.run([binary], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[:4000]
    return done.stdout


def run_program(view: View, crate: Path, source: str, data: bytes = b"") -> list[str]:
    """The lines that a program against the crate prints."""
    (crate / "main.rs").write_text(source)
    library = crate / f"lib{view.crate}.rlib"
    if not library.exists():
        root = str(crate / "src" / "lib.rs")
        rustc("--crate-type", "lib", "--crate-name", view.crate, "-o", str(library), root)
    rustc("--extern", f"{view.crate}={library}", "-o", str(crate / "main"), str(crate / "main.rs"))
    done = subprocess.run([crate / "main"], input=data, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr[:4000].decode()
    return done.stdout.decode().splitlines()


def decoder(view: View, stream: int) -> str:
    """Reads words of full length; prints of each its instruction, length and operands, and re-encodes it."""
    cases = "".join(_case(shape) for shape in view.shapes)
    decode = f"Instruction::decode{view.streams[stream].suffix}"
    lanes = "vec![word]" if view.words.lanes == 1 else "word.iter().rev().collect::<Vec<_>>()"
    return f"""
use {view.crate}::isa::{{DecodeError, Instruction, Opcode, MAX_BYTES}};
use std::io::Read;

fn values(found: &Instruction) -> Vec<i128> {{
    match *found {{
{cases}    }}
}}

fn main() {{
    let mut data = Vec::new();
    std::io::stdin().read_to_end(&mut data).unwrap();
    for bytes in data.chunks_exact(MAX_BYTES) {{
        let found = match {decode}(bytes) {{
            Ok(found) => found,
            Err(error) => {{
                assert_eq!(error, DecodeError::Illegal);
                println!("illegal");
                continue;
            }}
        }};
        let encoding = found.opcode().encoding();
        for shorter in 0..encoding.length {{
            assert_eq!({decode}(&bytes[..shorter]), Err(DecodeError::Longer));
        }}
        let listed: Vec<String> = values(&found).iter().map(|value| value.to_string()).collect();
        let word = found.encode().unwrap();
        let lanes: Vec<String> = {lanes}.iter().map(|lane| format!("{{:0{view.words.lane_bits // 4}x}}", lane)).collect();
        println!("{{}} {{}} {{}} {{}}", encoding.name, encoding.length, listed.join(","), lanes.concat());
    }}
    assert!(Opcode::ALL.len() == {len(view.shapes)});
}}
"""


def _case(shape: Shape) -> str:
    if not shape.operands:
        return f"        Instruction::{shape.name} => vec![],\n"
    names = ", ".join(o.name for o in shape.operands)
    values = ", ".join(f"{o.name}{'.value()' if o.enum else ''} as i128" for o in shape.operands)
    return f"        Instruction::{shape.name} {{ {names} }} => vec![{values}],\n"
