/* One. */
int N_run_body0(N_core *c, const N_decoded *d, N_step *s)
{
    /* 1: if s32(x[rs1]) < s32(x[rs2]): */
    if ((int32_t)c->s_x[d->i_body0.f_rs1] < (int32_t)c->s_x[d->i_body0.f_rs2])
        s->next = (uint64_t)((uint32_t)s->pc + (uint32_t)d->i_body0.f_imm);
    return 0;
}
