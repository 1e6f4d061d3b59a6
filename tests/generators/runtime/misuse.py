"""A C program that calls a runtime's functions at random, with handles of every sort, and looks at what they return.

It follows from the description alone, so that it fits every runtime: the parameters of a function are drawn by their roles,
the result must be success or an error that the description lists for it, and at the end all is taken down again.
"""

from __future__ import annotations

from collections.abc import Iterator

from specgen.generators.runtime.ctypes import Argument, Function, Names
from specgen.model.architecture import Architecture
from specgen.model.interfaces import Handle, Structure
from specgen.model.interfaces.verbs import PARENTS
from specgen.model.isa import Enum

_HEAD = """
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "{prefix}.h"

enum {{ KEPT = 64, SCRATCH = 8192, KINDS = {kinds} }};
static uint64_t state;
static void *kept[KINDS][KEPT];
static unsigned used[KINDS];
static char file[1 << 16];
static size_t file_size;
static char scratch[SCRATCH], into[SCRATCH];
static unsigned long long fine, refused;

static uint64_t draw(void)
{{
    state += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t z = state;
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}}

/* A handle that lives, or lived, or is null, of another kind, or no handle at all. */
static void *handle(unsigned kind)
{{
    uint64_t how = draw() % 16, any = draw();
    if (how == 0)
        return NULL;
    if (how == 1)
        return (void *)(uintptr_t)draw();
    if (how == 2)
        kind = any % KINDS;
    unsigned recent = how % 4 && used[kind] > 3 ? 3 : used[kind]; /* those of the past are mostly ended */
    void *found = used[kind] ? kept[kind][used[kind] - 1 - any % recent] : NULL;
    if (how == 3 && found)
        found = (void *)((uintptr_t)found ^ (uintptr_t)1 << any % 64);
    return found;
}}

static void keep(unsigned kind, void *made)
{{
    if (used[kind] == KEPT)
        memmove(kept[kind], kept[kind] + 1, --used[kind] * sizeof(void *));
    kept[kind][used[kind]++] = made;
}}

static uint64_t number(void)
{{
    static const uint64_t odd[] = {{ 0, 1, 7, 8, 64, 4096, UINT64_C(1) << 31, UINT64_C(1) << 32, UINT64_C(1) << 63, UINT64_MAX }};
    return draw() % 3 ? draw() % 300 : odd[draw() % 10];
}}

static void expect(const char *name, int32_t got, const int32_t *listed)
{{
    if (got == 0) {{
        fine++;
        return;
    }}
    refused++;
    for (; *listed; listed++)
        if (*listed == got)
            return;
    printf("%s returned %d, which it does not list\\n", name, (int)got);
    exit(1);
}}
"""

_TAIL = """
static void call(unsigned which)
{{
    switch (which) {{
{cases}
    }}
}}

int main(int argc, char **argv)
{{
    if (argc < 3)
        return 2;
    state = strtoull(argv[1], NULL, 0);
    unsigned long long calls = strtoull(argv[2], NULL, 0);
    FILE *given = argc > 3 ? fopen(argv[3], "rb") : NULL;
    if (given) {{
        file_size = fread(file, 1, sizeof file, given);
        fclose(given);
    }}
    for (unsigned i = 0; i < SCRATCH; i++)
        scratch[i] = (char)draw();
    for (unsigned long long i = 0; i < calls; i++)
        call((unsigned)(draw() % {count}));
{ends}
    printf("%llu done, %llu refused\\n", fine, refused);
    return 0;
}}
"""


def program(architecture: Architecture) -> str:
    """The program's text, for the first runtime of an architecture."""
    names = Names(next(iter(architecture.runtimes.values())))
    kinds = {handle.name: number for number, handle in enumerate(names.runtime.handles.values())}
    bodies = "\n".join("\n".join(_function(names, kinds, f)) for f in names.live)
    cases = "\n".join(f"    case {i}: call_{f.call.name}(); break;" for i, f in enumerate(names.live))
    head = _HEAD.format(prefix=names.prefix, kinds=len(kinds))
    tail = _TAIL.format(cases=cases, count=len(names.live), ends="\n".join(_ends(names, kinds)))
    return head + bodies + tail


def _function(names: Names, kinds: dict[str, int], f: Function) -> Iterator[str]:
    roles = {p: r for r, p in f.call.roles.items() if "." not in r}
    listed = ", ".join(str(e.code) for e in f.call.errors)
    yield f"\nstatic void call_{f.call.name}(void)"
    yield "{"
    yield f"    static const int32_t listed[] = {{ {listed + ', ' if listed else ''}0 }};"
    passed = []
    for a in f.arguments:
        yield from (f"    {line}" for line in _drawn(names, kinds, f, a, roles.get(a.parameter.name, "")))
        passed.append(_passed(a))
    yield f"    int32_t got = {f.name}({', '.join(passed)});"
    yield f'    expect("{f.call.name}", got, listed);'
    for a in f.arguments:
        kind = a.parameter.type
        if a.parameter.direction == "out" and isinstance(kind, Handle):
            yield f"    if (!got && pass_{a.name})"
            yield f"        keep({kinds[kind.name]}, (void *)value_{a.name});"
    yield "}"


def _passed(a: Argument) -> str:
    return f"pass_{a.name}" if a.pointer else f"value_{a.name}"


def _drawn(names: Names, kinds: dict[str, int], f: Function, a: Argument, role: str) -> Iterator[str]:
    """What an argument is: a value, and for pointers sometimes null."""
    p = a.parameter
    local, null = f"value_{a.name}", "draw() % 24 == 0"
    if isinstance(p.type, Handle) and p.direction == "in":
        yield f"{a.type} {local} = ({a.type})handle({kinds[p.type.name]});"
    elif p.kind == "bytes" and p.counted_by:
        yield from _bytes(f, a, role)
    elif p.kind == "text" and p.direction == "in":
        yield 'static const char *const texts[] = { "attention", "", "entry", "nothing" };'
        yield f"const char *pass_{a.name} = {null} ? NULL : texts[draw() % 4];"
    elif isinstance(p.type, Structure) and p.direction == "in":
        yield f"{names.struct(p.type)} {local}[8];"
        yield f"for (unsigned i = 0; i < 8; i++) {{ memcpy(&{local}[i], scratch + draw() % 4096, sizeof *{local});"
        yield from _argument(f, p.type, local)
        yield "}"
        yield f"const {names.struct(p.type)} *pass_{a.name} = {null} ? NULL : {local};"
    elif p.direction != "in":
        yield f"{a.target}{'' if a.target.endswith('*') else ' '}{local};"
        yield f"memset(&{local}, 0, sizeof {local});"
        if isinstance(p.type, Structure) and p.type.sized_by:
            yield f"{local}.{p.type.sized_by} = draw() % 4 ? sizeof {local} : (uint32_t)number();"
        yield f"{a.type}pass_{a.name} = {null} ? NULL : &{local};"
    elif isinstance(p.type, Enum):
        yield f"uint32_t {local} = (uint32_t)(draw() % 8);"
    elif role == "argument_count":
        yield f"{a.type} {local} = ({a.type})(draw() % 9);"
    elif role in ("size", "timeout", "index", "capacity", "alignment"):
        yield f"{a.type} {local} = ({a.type}){_sized(f, role)};"
    else:
        yield f"{a.type} {local} = ({a.type})number();"


def _sized(f: Function, role: str) -> str:
    if role == "timeout":
        return "(draw() % 8 ? draw() % 20000 : UINT64_MAX)"
    if role == "index":
        return "(draw() % 5)"
    if role in ("capacity", "alignment"):
        return "(draw() % 3 ? UINT64_C(1) << draw() % 14 : number())"
    if f.call.does == "allocate":
        return "(draw() % 8 ? 1 + draw() % 5000 : draw() % 2 ? 0 : UINT64_C(1) << 61)"  # a gigabyte would be mapped
    if f.call.does == "copy":
        return "(draw() % 4 ? draw() % 300 : number())"
    return (
        "(draw() % 4 ? draw() % SCRATCH : UINT64_C(1) << 61)"
        if f.call.does.startswith("copy_")
        else "(draw() % SCRATCH)"
    )


def _bytes(f: Function, a: Argument, role: str) -> Iterator[str]:
    if a.parameter.direction == "out":
        yield f"void *pass_{a.name} = draw() % 24 == 0 ? NULL : into;"
    elif f.call.does == "load":
        size = f.playing("size")
        assert size is not None
        yield f"const void *pass_{a.name} = draw() % 24 == 0 ? NULL : draw() % 4 ? file : scratch;"
    else:
        yield f"const void *pass_{a.name} = draw() % 24 == 0 ? NULL : scratch;"


def _argument(f: Function, structure: Structure, local: str) -> Iterator[str]:
    """Sometimes the address of a buffer."""
    roles = f.call.roles
    if "arguments.kind" in roles:
        yield f"{local}[i].{roles['arguments.kind']} = draw() % 4 ? 1 : (uint32_t)(draw() % 3);"
        yield f"{local}[i].{roles['arguments.value']} = draw() % 8 ? 4096 + draw() % 20000 : number();"


def _ends(names: Names, kinds: dict[str, int]) -> Iterator[str]:
    """Everything is ended, the newest kinds first, until nothing lives; queues that still wait by a reset."""
    reset = next((f for f in names.live if f.call.does == "reset"), None)
    yield "    for (unsigned turn = 0; turn < 3; turn++) {"
    device = next(h for h in names.runtime.handles.values() if h.kind == "device")
    if reset is not None:
        yield f"        for (unsigned i = 0; i < used[{kinds[device.name]}]; i++)"
        yield f"            {reset.name}(({names.type(device.name)})kept[{kinds[device.name]}][i]);"
    for kind in reversed(list(PARENTS)):
        for f in names.live:
            ended = f.call.destroys
            if ended is not None and ended.kind == kind:
                yield f"        for (unsigned i = 0; i < used[{kinds[ended.name]}]; i++)"
                yield f"            {f.name}(({names.type(ended.name)})kept[{kinds[ended.name]}][i]);"
    yield "    }"
