"""C programs that exercise every generated function of one architecture."""

from specgen.generators.c.view import Shape, View


def decoder(view: View) -> str:
    """Reads words of full length; prints for each its opcode, length and operands, and re-encodes it."""
    p = view.prefix
    return f"""
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <{p}/decode.h>
#include <{p}/fields.h>
#include <{p}/machine.h>
#include <{p}/params.h>

static void show(const struct {p}_instruction *i)
{{
    uint32_t word[{view.upper}_LANES] = {{0}};
    bool encoded = false;
    printf("%s %zu", {p}_name(i->opcode), i->length);
    switch (i->opcode) {{
{"".join(_case(view, shape) for shape in view.shapes)}    default:
        break;
    }}
    if (encoded)
        for (size_t lane = 0; lane < (i->length + 3) / 4; lane++)
            printf(" %08" PRIx32, word[lane]);
    printf("\\n");
}}

int main(void)
{{
    uint8_t bytes[{view.upper}_MAX_BYTES];
    while (fread(bytes, 1, sizeof bytes, stdin) == sizeof bytes) {{
        struct {p}_instruction i;
        size_t length = {p}_decode(bytes, sizeof bytes, &i);
        show(&i);
        for (size_t shorter = 0; shorter < length; shorter++)
            if ({p}_decode(bytes, shorter, &i) == length)
                return 1;
    }}
    return 0;
}}
"""


def _case(view: View, shape: Shape) -> str:
    shown = "".join(
        f'        printf(" %" PRId64, (int64_t)i->as.{shape.member}.{o.member});\n' for o in shape.operands
    )
    arguments = f"&i->as.{shape.member}, word" if shape.operands else "word"
    return (
        f"    case {shape.opcode}:\n{shown}        encoded = {shape.encoder}({arguments});\n        break;\n"
    )


def classifier(view: View) -> str:
    """Reads 32-bit words; writes the opcode of each, a byte pair."""
    p = view.prefix
    return f"""
#include <stdio.h>
#include <{p}/decode.h>

int main(void)
{{
    uint32_t word;
    while (fread(&word, sizeof word, 1, stdin) == 1) {{
        uint16_t opcode = (uint16_t){p}_classify(word);
        fwrite(&opcode, sizeof opcode, 1, stdout);
    }}
    return 0;
}}
"""
