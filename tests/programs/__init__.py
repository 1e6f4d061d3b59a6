"""Programs in machine code: compiled ones and random ones on the examples, beside QEMU."""
