/* One. */
int N_run_body0(N_core *c, const N_decoded *d, N_step *s)
{
    const N_bytes sram = c->b_sram;
    /* 1: address = u32(x[rs1] + imm) */
    const uint32_t address = c->s_x[d->i_body0.f_rs1] + (uint32_t)d->i_body0.f_imm;
    /* 2: x[rd] = s8(sram.read(u8, address)) */
    if ((uint64_t)address - 256 > 4095)
        return N_raise(&s->fault, 2, true, address, 0, -1, 2);
    const uint64_t offset = (uint64_t)address - 256;
    const int32_t loaded = N_get1(sram + offset);
    if (d->i_body0.f_rd != 0)
        c->s_x[d->i_body0.f_rd] = N_u32((int8_t)loaded);
    return 0;
}
