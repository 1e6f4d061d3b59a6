export class Assembler { assemble() { return {errors: [{message: "not yet"}]}; } }
