// A register, an immediate and a register.
basalt.lw 5, 16, 6
basalt.add 1, 2, 3
