basalt.lw 5, 16384, 6 // imm has 15 bits and a sign
