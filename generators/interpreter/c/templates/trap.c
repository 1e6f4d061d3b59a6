    c->steps = stream->steps + (asked - left);
    stream->at = d;
    if (N_enter_trap(stream)) {
        if (c->halted) {
            left--;
            goto leave;
        }
        N_GO(stream->pc);
    }
