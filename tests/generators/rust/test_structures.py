"""Structures of generated crates have the values of their bytes, and refuse what is short or wrong."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest

from specgen.generators import Request
from specgen.generators.rust.structures import Layout
from specgen.generators.rust.view import View
from specgen.model.interfaces import Structure, Value
from specgen.model.types import IntegerType
from tests.generators.rust.crates import run_program

Shown = Iterator[tuple[str, int]]


@pytest.mark.parametrize("spec", ["wide", "reference"])
def test_members_have_the_values_of_the_bytes(
    spec: str, crates: dict[str, Path], request: pytest.FixtureRequest
) -> None:
    asked: Request = request.getfixturevalue(spec)
    view, rng = View(asked.default), random.Random(7)
    lines, wanted = [], []
    for layout in view.layouts:
        data = rng.randbytes(layout.structure.size)
        listed = ", ".join(map(str, data))
        lines.append(f"    let one = {view.crate}::structures::{layout.name}::from_bytes([{listed}]);\n")
        for text, value in shown(layout, data):
            lines.append(f'    println!("{{}}", {text});\n')
            wanted.append(str(value))
    source = f"fn main() {{\n{''.join(lines)}}}\n"
    assert run_program(view, crates[spec], source) == wanted


def shown(layout: Layout, data: bytes) -> Shown:
    """Expressions of what is in a structure, and their values by the model."""
    structure = layout.structure
    for field in layout.fields:
        member = field.member
        if member.value is not None:
            yield from _value(structure, member.value, f"one.{field.name}", data[member.offset :])
        for held, arm in zip(_arms(structure), layout.arms, strict=True):
            if arm.union == field.name:
                yield from _value(structure, held, f"one.{arm.get}()", data[member.offset :])
    fields = [(m, b) for m in structure.members for b in m.bits if b.reserved is None]
    for (member, bit), (_, made) in zip(fields, layout.bits, strict=True):
        whole = int.from_bytes(data[member.offset : member.offset + member.size], _order(structure))
        raw = whole >> bit.low & ((1 << bit.width) - 1)
        raw -= (1 << bit.width) if bit.signed and raw >> (bit.width - 1) else 0
        if bit.enum is None:
            yield f"one.{made.get}() as i128", raw
        elif bit.enum.open:
            yield f"one.{made.get}().value() as i128", raw
        else:
            known = raw if raw in bit.enum.by_value else -99
            yield f"one.{made.get}().map_or(-99, |known| known.value() as i128)", known


def _arms(structure: Structure) -> list[Value]:
    return [arm for member in structure.members for arm in member.arms]


def _value(structure: Structure, value: Value, text: str, data: bytes) -> Shown:
    if not isinstance(value.type, IntegerType):
        return
    step = value.element_size
    for i in range(1 if value.count is None else value.count):
        number = int.from_bytes(data[i * step : (i + 1) * step], _order(structure), signed=value.type.signed)
        yield f"{{ {text} }}{'' if value.count is None else f'[{i}]'} as i128", number


def _order(structure: Structure) -> Literal["big", "little"]:
    return "big" if structure.endian == "big" else "little"


def test_short_and_wrong_bytes_are_refused(wide: Request, crates: dict[str, Path]) -> None:
    source = """
use wide::enums::{Balance, Level, Mode};
use wide::registers::unit::Control;
use wide::structures::{Loose, Message, Rows, Tail};

fn main() {
    let mut message = Message::INITIAL;
    assert_eq!(message.fault(), None);
    message.set_kind(Level::HIGH);
    message.set_reg(Mode::Auto);
    message.set_signed(true);
    message.set_body_last(Tail { low: 1, high: -2, pair: [0x304, 0x506] });
    message.words[1] = 0x789;
    let bytes = message.to_bytes();
    assert_eq!(&bytes[..2], [200, 0xc1]);
    assert_eq!(&bytes[8..12], [0, 0, 7, 0x89]);
    assert_eq!(&bytes[16..24], [1, 0xfe, 3, 4, 5, 6, 0, 0]);
    assert_eq!(Message::read(&bytes), Some(message));
    assert_eq!(Message::read(&bytes[..Message::SIZE - 1]), None);
    message.mode = 2;
    assert_eq!((message.mode_enum(), message.fault()), (None, Some("mode")));
    message.count = 4;
    assert_eq!(message.fault(), Some("count"));
    message.type_ |= 2;
    assert_eq!(message.fault(), Some("type"));

    let mut tail = Tail::INITIAL;
    tail.set_balance(Balance::Debt);
    tail.set_slope(-3);
    assert_eq!((tail.low, tail.balance(), tail.slope()), (0xea, Some(Balance::Debt), -3));
    assert_eq!((tail.high_enum(), Balance::Debt.value()), (Some(Balance::None), -2));
    tail.low = 0x9f;
    assert_eq!((tail.balance(), tail.slope(), tail.up()), (None, -1, true));

    assert_eq!(Loose::INITIAL.fault(), Some("b"));
    assert_eq!(core::mem::size_of::<Loose>(), 52);
    assert_eq!(core::mem::align_of::<Message>(), 8);

    let rows = [0, 0, 0, 0, 0, 0, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 9];
    let head = Rows::read(&rows).unwrap();
    assert_eq!(head.items(&rows).unwrap().collect::<Vec<_>>(), [1, 256]);
    assert!(head.items(&rows[..23]).is_none());

    let control = Control::RESET;
    assert_eq!((control.mode(), control.priority(), Control::ADDRESS), (Some(Mode::On), 200, 0x40));
    assert_eq!(control.with_enable(true).with_mode(Mode::Auto).0, 0xc800_0031);
}
"""
    assert run_program(View(wide.default), crates["wide"], source) == []


def test_a_sized_structure_may_be_shorter_or_longer(reference: Request, crates: dict[str, Path]) -> None:
    """What a shorter one lacks is zero; what a longer one has besides is passed over."""
    view = View(reference.default)
    layout = next(one for one in view.layouts if one.sized is not None)
    structure, size = layout.structure, layout.sized
    assert size is not None
    kind = f"{view.crate}::structures::{layout.name}"
    at, width = size.member.offset, size.member.size
    source = f"""
fn main() {{
    let told = |size: usize, given: usize| {{
        let mut bytes = vec![0xa5; given];
        bytes[{at}..{at + width}].copy_from_slice(&size.to_le_bytes()[..{width}]);
        {kind}::read(&bytes).map(|one| one.to_bytes().iter().filter(|&&byte| byte == 0xa5).count())
    }};
    assert_eq!(told({structure.size}, {structure.size}), Some({structure.size - width}));
    assert_eq!(told({structure.size + 8}, {structure.size + 8}), Some({structure.size - width}));
    assert_eq!(told({structure.size + 8}, {structure.size}), None);
    assert_eq!(told({structure.least}, {structure.least}), Some({structure.least - width}));
    assert_eq!(told({structure.least - 1}, {structure.size}), None);
}}
"""
    assert run_program(view, crates["reference"], source) == []
