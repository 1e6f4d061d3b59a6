// Encodes, rounds and lays out as a compiler does: a word, a bfloat16, the place of an element of a tile.
#include <basalt/decode.h>
#include <basalt/encode.h>
#include <basalt_layouts.h>
#include <basalt_numerics.h>

#include <array>
#include <cstdint>

namespace {

bool encodes()
{
    const basalt_operands_addi add{5, 0, 42};
    std::array<std::uint32_t, BASALT_LANES> word{};
    return basalt_encode_addi(&add, word.data()) && word[0] == 0x00540288u && basalt_identify(word.data()) == BASALT_OP_ADDI;
}

bool rounds()
{
    // 1 + 2^-8 lies halfway between two bfloat16: the even one is 1.
    return basalt_f32_to_bf16(1.00390625f) == 0x3f80 && basalt_bf16_to_f32(0x4049) == 3.140625f;
}

bool lays_out()
{
    return basalt_row_major_address(3, 5, 256, 2) == 3 * 256 + 5 * 2;
}

} // namespace

int main()
{
    return encodes() && rounds() && lays_out() ? 0 : 1;
}
