"""The files that functions stand in: ``functions.h``, ``tables.c``, and one of functions for each group."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.generators.interpreter.c.functions.code import literal
from specgen.generators.interpreter.c.functions.function import FunctionText, emit_function
from specgen.generators.interpreter.c.functions.names import mangled
from specgen.generators.interpreter.c.functions.reads import table_type

if TYPE_CHECKING:
    from specgen.generators.interpreter.c.numerics import Numerics
    from specgen.generators.interpreter.c.plan import Plan
    from specgen.model.execution import Table

_MOST = 40  # functions in one file, so that compiling is parallel and quick

HELPERS = """\
/* Conversions that are no casts: behind those GCC looks for short numbers, and complains of their signs. */
static inline uint32_t N_u32(int64_t x)
{
    return (uint32_t)x;
}

static inline uint32_t N_low32(uint64_t x)
{
    return (uint32_t)x;
}

static inline N_u128 N_u128_of(N_s128 x)
{
    return (N_u128)x;
}

/* A divided by b, rounded down, and what remains then: of the sign of b. */
#define N_ROUNDED_DOWN(bits, type, unsigned_type)                                                                      \\
    static inline type N_floordiv##bits(type a, type b)                                                                \\
    {                                                                                                                  \\
        const type q = b == -1 ? (type)-(unsigned_type)a : a / b;                                                      \\
        return b != -1 && q * b != a && (a < 0) != (b < 0) ? q - 1 : q;                                                \\
    }                                                                                                                  \\
    static inline type N_mod##bits(type a, type b)                                                                     \\
    {                                                                                                                  \\
        const type r = b == -1 ? 0 : a % b;                                                                            \\
        return r != 0 && (r < 0) != (b < 0) ? r + b : r;                                                               \\
    }

N_ROUNDED_DOWN(32, int32_t, uint32_t)
N_ROUNDED_DOWN(64, int64_t, uint64_t)
N_ROUNDED_DOWN(128, N_s128, N_u128)
"""

WAITING = """\
#include <stdlib.h>

#include "functions.h"

/* More room for a list; there is nothing else to do where there is none. */
static void *N_grown(void *items, size_t size)
{
    void *grown = realloc(items, size);
    if (grown == NULL)
        abort();
    return grown;
}

void N_defer(N_core *c, unsigned site, uint64_t offset, N_u128 value)
{
    N_writes *w = &c->writes;
    if (w->used == w->room) {
        w->room = w->room ? 2 * w->room : 64;
        w->items = N_grown(w->items, w->room * sizeof *w->items);
    }
    w->items[w->used++] = (N_write){value, offset, site};
}

void N_later(N_core *c, unsigned function, const N_wide *arguments, unsigned count)
{
    N_calls *calls = &c->calls;
    if (calls->used == calls->room) {
        calls->room = calls->room ? 2 * calls->room : 8;
        calls->items = N_grown(calls->items, calls->room * sizeof *calls->items);
    }
    N_call *call = &calls->items[calls->used++];
    call->function = function;
    for (unsigned n = 0; n < count; n++)
        call->arguments[n] = arguments[n];
}

void N_call_now(N_core *c)
{
    const size_t count = c->calls.used;
    c->calls.used = 0;
    for (size_t n = 0; n < count; n++)
        (void)N_host(c, c->calls.items[n].function, c->calls.items[n].arguments);
}

void *N_scratch(N_core *c, size_t bytes)
{
    N_writes *w = &c->writes;
    if (bytes > w->room * sizeof *w->items) {
        w->room = bytes / sizeof *w->items + 1;
        w->items = N_grown(w->items, w->room * sizeof *w->items);
    }
    return w->items;
}

void N_unmark(N_core *c)
{
    N_marks *m = &c->marks;
    m->used = 0;
    if (m->room != 0)
        memset(m->keys, 0, m->room * sizeof *m->keys);
}

/* The entry of a key in a table with room for it: where it stands, or where it would. */
static uint64_t *N_mark_of(const N_marks *m, uint64_t key)
{
    size_t at = (size_t)((key * 0x9e3779b97f4a7c15u) >> 20) & (m->room - 1);
    while (m->keys[at] != 0 && m->keys[at] != key)
        at = (at + 1) & (m->room - 1);
    return &m->keys[at];
}

bool N_marked(N_core *c, uint64_t offset, unsigned site)
{
    N_marks *m = &c->marks;
    if (2 * m->used >= m->room) {
        N_marks larger = {NULL, m->used, m->room ? 2 * m->room : 64};
        larger.keys = N_grown(NULL, larger.room * sizeof *larger.keys);
        memset(larger.keys, 0, larger.room * sizeof *larger.keys);
        for (size_t n = 0; n < m->room; n++)
            if (m->keys[n] != 0)
                *N_mark_of(&larger, m->keys[n]) = m->keys[n];
        free(m->keys);
        *m = larger;
    }
    const uint64_t key = (offset << 8 | site) + 1; /* 0 is an empty entry */
    uint64_t *mark = N_mark_of(m, key);
    if (*mark == key)
        return true;
    *mark = key;
    m->used++;
    return false;
}
"""

_WAITING_H = """\
typedef struct N_call {
    N_wide arguments[@most@];
    unsigned function;
} N_call;

/* Has a call of a host function wait until nothing can undo it any more; then makes those that wait, in order. */
void N_later(N_core *c, unsigned function, const N_wide *arguments, unsigned count);
void N_call_now(N_core *c);

/* Has a write to memory wait for the end of its grid: which kind of write, where, what. */
void N_defer(N_core *c, unsigned site, uint64_t offset, N_u128 value);

/* Whether a grid wrote a place before, which it now did; after no place is marked any more. */
bool N_marked(N_core *c, uint64_t offset, unsigned site);
void N_unmark(N_core *c);

/* Room for a grid's results, until the next write waits or the next room is asked for. */
void *N_scratch(N_core *c, size_t bytes);
"""


def emit_functions(plan: Plan, numerics: Numerics) -> dict[str, str]:
    """The files by name; what they need of ``numerics.h`` is asked of ``numerics``."""
    groups: dict[str, list[FunctionText]] = {}
    for routine in plan.routines:
        if not routine.inline:
            group = mangled(routine.program.instruction.group or "plain").lower()
            groups.setdefault(group, []).append(emit_function(plan, routine, numerics))
    files = {
        "waiting.c": WAITING,
        "functions.h": _header(plan, [f for group in groups.values() for f in group]),
    }
    if plan.architecture.tables:
        files["tables.c"] = "\n".join(_tables(plan))
    for group, functions in groups.items():
        for number, start in enumerate(range(0, len(functions), _MOST)):
            suffix = f"_{number + 1}" if len(functions) > _MOST else ""
            part = functions[start : start + _MOST]
            files[f"functions_{group}{suffix}.c"] = _file(group, part)
    return files


def _file(group: str, functions: list[FunctionText]) -> str:
    head = f'/* Instructions of the group "{group}". */\n#include "functions.h"\n\n'
    return head + "\n".join(f.text for f in functions)


def _header(plan: Plan, functions: list[FunctionText]) -> str:
    members = [f"    {member}" for f in functions for member in f.captured] or ["    char nothing;"]
    tables = [f"extern const {_declared(table)};" for table in plan.architecture.tables.values()]
    lines = [
        "/* The functions of instructions, 1 where they raise; what is sampled when they are issued; constant tables. */",
        "#ifndef N_FUNCTIONS_H",
        "#define N_FUNCTIONS_H",
        "",
        '#include "core.h"',
        '#include "numerics.h"',
        "",
        HELPERS,
        _WAITING_H.replace("@most@", str(_most_arguments(plan))),
        "union N_captured {",
        *members,
        "};",
        "",
        *tables,
        *[""] * bool(tables),
        *(prototype for f in functions for prototype in f.prototypes),
        "",
        "#endif",
        "",
    ]
    return "\n".join(lines)


def _most_arguments(plan: Plan) -> int:
    """Arguments of the host function that has most of them; at least one, so that there is an array."""
    hosts = (f for f in plan.architecture.functions.values() if f.host)
    return max((len(f.arguments) for f in hosts), default=1) or 1


def _declared(table: Table) -> str:
    shape = "".join(f"[{n}]" for n in table.shape)
    return f"{table_type(table).name} N_t_{mangled(table.name)}{shape}"


def _tables(plan: Plan) -> Iterator[str]:
    yield '#include "functions.h"'
    for table in plan.architecture.tables.values():
        yield ""
        yield f"const {_declared(table)} = {_values(table, 0, 0)};"
    yield ""


def _values(table: Table, axis: int, start: int) -> str:
    if axis == len(table.shape):
        return literal(table.values[start], table_type(table)).text
    step = 1
    for n in table.shape[axis + 1 :]:
        step *= n
    parts = [_values(table, axis + 1, start + n * step) for n in range(table.shape[axis])]
    if axis + 1 < len(table.shape):
        return "{" + ", ".join(parts) + "}"
    rows = [", ".join(parts[n : n + 12]) for n in range(0, len(parts), 12)]
    return "{" + rows[0] + "}" if len(rows) == 1 else "{\n    " + ",\n    ".join(rows) + ",\n}"
