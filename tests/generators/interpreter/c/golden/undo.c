/* One. */
int N_run_body0(N_core *c, const N_decoded *d, N_step *s)
{
    /* 1: for i in range(4): */
    for (int32_t i = 0; i < 4; i++) {
        N_note(c, &c->s_x[8 + i], sizeof c->s_x[8 + i]);
        c->s_x[8 + i] = (uint32_t)i;
        const uint32_t index = c->s_x[i];
        if (index > 9) {
            const int32_t carried = (uint8_t)index;
            N_undo(c);
            return N_raise(&s->fault, 4, true, (uint64_t)carried, 0, -1, 3);
        }
        N_note(c, &c->s_guarded[index], sizeof c->s_guarded[index]);
        c->s_guarded[index] = (int16_t)d->i_body0.f_imm;
    }
    N_commit(c);
    /* 4: lone = lone * f[1] */
    c->s_lone = N_f32_mul(c->s_lone, c->s_f[1]);
    return 0;
}
