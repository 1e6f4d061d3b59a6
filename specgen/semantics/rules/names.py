"""Rules about what the text is made of: syntax, names, number formats, calls."""

from specgen.semantics.rules.examples import error, instruction, warning

error(
    "sem-syntax",
    "Semantics can be read.",
    "Only what follows the grammar has a meaning; guessing one would give every reader another.",
    "x[rd] = (x[rs1] + 1",
    "x[rd] = (x[rs1] + 1)",
)
error(
    "sem-unsupported",
    "Semantics use the forms of the language, and no others of Python's.",
    """
    Every form has one meaning in every backend: an engine, C, hardware, a formula. Forms that would need objects,
    exceptions or an unknown number of steps have none.
    """,
    "x[rd] += 1",
    "x[rd] = x[rd] + 1",
)
error(
    "sem-unknown-name",
    "Every name stands for something.",
    "A misspelt register would otherwise become a new variable that nobody reads.",
    "x[rd] = x[rs3]",
    "x[rd] = x[rs2]",
)
error(
    "sem-unknown-type",
    "A number format is declared, or one of u1 to u128, s1 to s128, f16, f32, f64.",
    "How many bits a value has decides what wraps and what rounds.",
    """
    n: int32 = x[rs1]
    x[rd] = n
    """,
    """
    n: s32 = x[rs1]
    x[rd] = n
    """,
)
error(
    "sem-shadow",
    "Nothing shadows: an operand, a local and the architecture's things have different names.",
    "A reader must see from the name alone whether a register or a local is meant.",
    "mem = x[rs1]",
    """
    value = x[rs1]
    x[rd] = value
    """,
)
error(
    "sem-not-a-value",
    "Where a value is needed stands something that has one.",
    "A whole array, a memory, a number format or a statement has no single value.",
    "x[rd] = x",
    "x[rd] = x[rs1]",
)
error(
    "sem-arguments",
    "A call has the arguments and options that its function takes.",
    "Arguments are never dropped or defaulted silently.",
    "x[rd] = min(x[rs1])",
    "x[rd] = min(x[rs1], x[rs2])",
)
error(
    "sem-option",
    "An option has one of its values.",
    "A misspelt rounding or overflow would change results in the last bit, where nobody looks.",
    'x[rd] = bits(convert(f32, x[rs1], round="up_down"))',
    'x[rd] = bits(convert(f32, x[rs1], round="up"))',
)
error(
    "sem-constant",
    "Bits of a slice, sizes of arrays and limits of loops are constants.",
    "They decide how wide hardware is, which no instruction can change.",
    "x[rd] = x[rs1][x[rs2]:0]",
    "x[rd] = (x[rs1] >> x[rs2][4:0])[7:0]",
)
error(
    "sem-recursion",
    "No function calls itself, not even through others.",
    "Functions are written into their callers; an instruction takes a known number of steps.",
    instruction(
        "x[rd] = twice(x[rs1])",
        "functions:\n  twice: {arguments: {v: u32}, returns: u32, body: 'return twice(v)'}",
    ),
    instruction(
        "x[rd] = twice(x[rs1])",
        "functions:\n  twice: {arguments: {v: u32}, returns: u32, body: 'return v * 2'}",
    ),
)
error(
    "sem-call-place",
    "A function that raises, writes or calls the outside is called in a statement of its own.",
    "Inside of an expression, it would not be said in which order its effects and the other parts happen.",
    instruction(
        "x[rd] = checked(x[rs1]) + x[rs2]",
        """
        functions:
          checked:
            arguments: {v: u32}
            returns: u32
            body: |
              if v > 100:
                  raise bad_address(v)
              return v
        """,
    ),
    instruction(
        """
        v = checked(x[rs1])
        x[rd] = v + x[rs2]
        """,
        """
        functions:
          checked:
            arguments: {v: u32}
            returns: u32
            body: |
              if v > 100:
                  raise bad_address(v)
              return v
        """,
    ),
)
error(
    "sem-return",
    "A function returns what it declares, in its last statement; instructions return nothing.",
    "With one way out, a function can be written into its callers as it stands.",
    """
    x[rd] = x[rs1]
    return x[rs1]
    """,
    "x[rd] = x[rs1]",
)
error(
    "sem-no-effect",
    "A value that is computed is used.",
    "A line that changes nothing is a line that was meant to.",
    "x[rs1] + x[rs2]",
    "x[rd] = x[rs1] + x[rs2]",
)
error(
    "sem-too-large",
    "A text, its nesting, its arrays and what its calls unfold to stay within limits.",
    "A spec must never hang or eat the memory of a tool that reads it.",
    """
    t: u32[10000000]
    x[rd] = t[0]
    """,
    """
    t: u32[16]
    x[rd] = t[0]
    """,
)
warning(
    "sem-unused",
    "Every local is used.",
    "A value that nobody uses is often one that somebody should.",
    """
    sum = x[rs1] + x[rs2]
    x[rd] = x[rs1]
    """,
    """
    sum = x[rs1] + x[rs2]
    x[rd] = sum
    """,
)
