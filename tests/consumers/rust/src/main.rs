//! A loader's use of the crate: words, registers and structures.
#![forbid(unsafe_code)]

use basalt::isa::Instruction;

const LOAD: Instruction = Instruction::Lw { rd: 5, rs1: 6, imm: 16 };

fn main() {
    assert_eq!(LOAD.encode(), Ok(0x0020_6281));
    println!("{:?}", Instruction::decode(&0x0020_6281u32.to_le_bytes()));
}

#[test]
fn a_word_is_decoded() {
    assert_eq!(Instruction::decode(&0x0020_6281u32.to_le_bytes()), Ok(LOAD));
}

#[test]
fn places_and_sizes_are_those_of_the_spec() {
    assert_eq!(basalt::registers::identity::SpecVersion::ADDRESS, 8);
    assert_eq!(basalt::structures::ExecutableHeader::SIZE, 128);
}
