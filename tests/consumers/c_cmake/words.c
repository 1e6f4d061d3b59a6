/* A word is encoded and decoded, a register's place and a structure's size are what the hardware team was told. */
#include <basalt/decode.h>
#include <basalt/encode.h>
#include <basalt/registers.h>
#include <basalt_structures.h>

int main(void)
{
    const struct basalt_operands_lw load = {.rd = 5, .rs1 = 6, .imm = 16};
    const uint8_t bytes[] = {0x81, 0x62, 0x20, 0x00};
    uint32_t word[BASALT_LANES] = {0};
    struct basalt_instruction found;

    if (!basalt_encode_lw(&load, word) || word[0] != 0x00206281u)
        return 1;
    if (basalt_decode(bytes, sizeof bytes, &found) != 4 || found.opcode != BASALT_OP_LW)
        return 2;
    if (found.as.lw.rd != 5 || found.as.lw.rs1 != 6 || found.as.lw.imm != 16)
        return 3;
    if (BASALT_REG_IDENTITY_SPEC_VERSION_ADDRESS != 8)
        return 4;
    return sizeof(struct basalt_executable_header) == 128 ? 0 : 5;
}
