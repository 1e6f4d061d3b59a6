// A block's test bench: the package decodes a word, and tells a register's address and a structure's width.
module bench;
  import basalt_pkg::*;

  word_t word;

  initial begin
    word = 128'h00206281;
    if (decode(word) != OP_LW) $fatal(1, "lw is not decoded");
    if (MATCH_LW != 32'd1 || (word[31:0] & MASK_LW) != MATCH_LW) $fatal(1, "lw does not match");
    if (REG_IDENTITY_SPEC_VERSION_ADDRESS != 64'd8) $fatal(1, "a register moved");
    $display("checked");
    $finish;
  end
endmodule
