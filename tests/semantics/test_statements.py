"""Statements: locals, facts, loops, faults, functions, engines, synchronisation."""

from __future__ import annotations

import pytest

from specgen.semantics import ir, print_body
from tests.semantics.conftest import Try
from tests.semantics.evaluator import Machine, execute

FIELDS = {"rd": 1, "rs1": 2, "rs2": 3, "imm": 0}

FINE = [
    "if x[rs1] >= 8:\n    raise bad_address(x[rs1])\ny[x[rs1]] = 1",
    "if x[rs1] < 8:\n    y[x[rs1]] = 1",
    "if not x[rs1] >= 8 and x[rs2] <= 7:\n    y[7] = y[x[rs2]]\n    y[x[rs1]] = x[rs2]",
    "if x[rs1] > 20 or x[rs1] < 13:\n    raise plain\ny[x[rs1] - 13] = 1",
    "n: u8 = x[rs1]\nif n + 1 > 8:\n    raise plain\ny[n] = 1",
    "if x[rs2] == 0:\n    raise plain\nx[rd] = quot(x[rs1], x[rs2])",
    "d = s32(x[rs2])\nif d == 0:\n    raise plain\nx[rd] = quot(s32(x[rs1]), d)",
    "if x[rs2] != 0:\n    x[rd] = rem(x[rs1], x[rs2])",
    "y[min(x[rs1], 7)] = 1",
    "y[rows[0]] = 2",
    "guarded[x[rs1]] = guarded[x[rs2]]",
    "for i in range(2, rows[0] + 4):\n    y[i] = i",
    "for i in range(8):\n    last = y[i]\nx[rd] = last",
    "if flag == 1:\n    n = 3\nelse:\n    n = 5\ny[n] = 1",
    "if flag == 1:\n    raise plain\nelse:\n    n = 5\ny[n] = 1",
    "n: u32 = x[rs1]\nwhile limit(n > 10, 40):\n    n = n >> 1\nx[rd] = n",
    "rows[0] = min(x[rs1], 4)",
    "x[rd] = rom.read(u32, 252)",
    "pass",
    "",
    "x[rd] = x[rd] + 1",
    "y[0] = y[1]\ny[2] = y[1 + 2]",
    "old = y[rs1[2:0]]\ny[rs2[2:0]] = old",
    "x[rd] = squares[rs1 & 3]",
    "x[rd] = round_mode.zero",
    "if pc == next_pc:\n    pc = instruction[31:20]",
    "x[rd] = 0b11 + 0x_ff + 1_000",
]


@pytest.mark.parametrize("semantics", FINE)
def test_fine(tried: Try, semantics: str) -> None:
    assert tried(semantics).rules == []


WRONG = [
    ("y[x[rs1]] = 1", "sem-index", 1, 3),
    ("if x[rs1] < 8:\n    x[rs1] = 9\n    y[x[rs1]] = 1", "sem-index", 3, 7),
    ("if x[rs1] < 8:\n    x[rd] = 9\n    y[x[rs1]] = 1", "sem-index", 3, 7),
    ("if x[rs1] < 9:\n    y[x[rs1]] = 1", "sem-index", 2, 7),
    ("if x[rs1] >= 8:\n    flag = 1\ny[x[rs1]] = 1", "sem-index", 3, 3),
    ("n: u32 = 3\nfor i in range(4):\n    y[n] = 1\n    n = n + 1", "sem-index", 3, 7),
    ("y[8] = 1", "sem-index", 1, 3),
    ("guarded[10] = 1", "sem-index", 1, 9),
    ("x[rd] = rom.read(u32, 253)", "sem-address", 1, 23),
    ("x[rd] = rom.read(u32, x[rs1])", "sem-address", 1, 23),
    ("if x[rs1] == 0:\n    d = x[rs2]\nx[rd] = d", "sem-unset", 3, 9),
    ("for i in range(rows[0]):\n    last = y[i]\nx[rd] = last", "sem-unset", 3, 9),
    ("for i in range(4):\n    x[rd] = n\n    n: u32 = i", "sem-unset", 2, 13),
    ("for i in range(4):\n    i = 3", "sem-not-a-place", 2, 5),
    ("x[rd] = x[rs1] is 3", "sem-unsupported", 1, 9),
    ("x[rd] = x[rs1] in [1]", "sem-unsupported", 1, 9),
    ("x[rd] = x[rs1] ** 2", "sem-unsupported", 1, 9),
    ("x[rd] = lambda: 3", "sem-unsupported", 1, 9),
    ("for i in x:\n    flag = 1", "sem-unsupported", 1, 10),
    ("while x[rs1] > 0:\n    x[rs1] = 0", "sem-loop-bound", 1, 7),
    ("import os", "sem-unsupported", 1, 1),
    ("x[rd] = __import__('os')", "sem-unknown-name", 1, 9),
    ("x[rd] = x.__class__", "sem-unsupported", 1, 9),
    ("x[rd] = 'text'", "sem-unsupported", 1, 9),
    ("a, b = 1, 2", "sem-unsupported", 1, 1),
    ("x[rd] = True", "sem-unknown-name", 1, 9),
    ("x[rd], flag = 1", "sem-unsupported", 1, 1),
    ("raise plain(3)", "sem-fault", 1, 1),
    ("raise bad_address", "sem-fault", 1, 1),
    ("rows[0] = x[rs1][2:0]", "sem-range", 1, 1),
    ("LANES = 3", "sem-not-a-place", 1, 1),
    ("x = 3", "sem-not-a-place", 1, 1),
    ("pc[3] = 3", "sem-not-a-place", 1, 1),
    ("f[1][7:0] = 3", "sem-type-mix", 1, 1),
    ("n = 3\nn[1:0] = 2", "sem-slice", 2, 1),
    ("flag[1:1] = 1", "sem-slice", 1, 1),
    ("x[rd] = x[rs1][0:7]", "sem-slice", 1, 9),
    ("x[rd] = flag[0]", "sem-index-count", 1, 9),
    ("v[0, 0] = 1.0", "sem-engine-write", 1, 1),
    ("barrier(all[0])\nx[rd] = 1\nbarrier(all[1])", "sem-prelude", 3, 1),
    ("if flag == 1:\n    drain(matrix)", "sem-prelude", 2, 5),
    ("drain(mtrix)", "sem-arguments", 1, 7),
    ("wait(ready[0], 1)", "sem-semaphore", 1, 1),
    ("signal(ready[4], 1)", "sem-index", 1, 14),
    ("signal(ready, 1)", "sem-index-count", 1, 8),
    ("y[0] = (y[1] * y[2] * y[3]) >> 70", "sem-too-wide", 1, 9),
    ("y[0] = (-y[1] if y[3] > 4 else cat(u64(y[1]), u64(y[2]))) >> 66", "sem-too-wide", 1, 9),
    ("x[rd] = 1 << 129", "sem-shift", 1, 14),
    ("x[rd] = x[rs1] >> s8(x[rs2])", "sem-shift", 1, 19),
    ("x[rd] = x[rs1] // 0", "sem-zero-divisor", 1, 9),
    ("x[rd] = x[rs1] % x[rs2]", "sem-zero-divisor", 1, 9),
    ("x[rd] = u32", "sem-not-a-value", 1, 9),
    ("x[rd] = quot", "sem-not-a-value", 1, 9),
    ("x[rd] = ready[0]", "sem-index-count", 1, 9),
    ("x[rd] = round_mode.zer", "sem-unknown-name", 1, 9),
    ("x[rd] = sram.reed(u8, 3)", "sem-unknown-name", 1, 9),
    ("x[rd] = sram.bandwidth", "sem-unsupported", 1, 9),
    ("n = x[rs1] == 0\nn = 3\nx[rd] = n", "sem-type-mix", 2, 1),
    ("imm = 3", "sem-not-a-place", 1, 1),
    ("min = 3", "sem-shadow", 1, 1),
    ("x[rd] = ceildiv(x[rs1], 3)", "sem-unsupported", 1, 9),
]


@pytest.mark.parametrize(("semantics", "rule", "line", "column"), WRONG, ids=[w[0][:40] for w in WRONG])
def test_wrong(tried: Try, semantics: str, rule: str, line: int, column: int) -> None:
    t = tried(semantics)
    found = [f for f in t.diagnostics.sorted() if f.rule not in ("sem-alias", "sem-unused")]
    assert [f.rule for f in found] == [rule]
    written = found[0].at.file.line(found[0].at.line)
    first = semantics.split("\n")[0]
    start = next(i for i, text in enumerate(found[0].at.file.text.split("\n"), 1) if text.strip() == first)
    assert (found[0].at.line - start + 1, found[0].at.column - 6) == (line, column), written


def test_all_findings_come_in_one_run(tried: Try) -> None:
    t = tried("a = nope + 1\nb = a + 1\ny[x[rs1]] = 3\nx[rd] = wrong + b\n")
    assert t.rules == ["sem-unknown-name", "sem-index", "sem-unknown-name"]
    assert "example" not in t.semantics.programs


@pytest.mark.parametrize(
    ("semantics", "warned"),
    [
        ("x[rd] = 1\nx[4] = x[rs1]", True),
        ("y[1] = 1\nx[4] = y[2]", False),
        ("y[1] = 1\nx[4] = y[1]", False),
        ("y[rs1[2:0]] = 1\nx[4] = y[rs1[2:0]]", False),
        ("if rs1 != rd:\n    x[rd] = 1\n    x[4] = x[rs1]", False),
        ("for i in range(4):\n    y[i] = 1\n    y[i + 4] = y[i + 1]", False),
        ("for i in range(4):\n    y[i] = 1\n    y[i + 4] = y[i + 4]", False),
    ],
)
def test_reads_after_writes(tried: Try, semantics: str, warned: bool) -> None:
    assert tried(semantics).rules == ["sem-alias"] * warned


def test_hints_name_the_nearest(tried: Try) -> None:
    assert [f.hint for f in tried("x[rd] = squars[1]").diagnostics] == ["did you mean 'squares'?"]
    assert [f.hint for f in tried("x[rd] = x[rs1] < 3").diagnostics] == ["u1(x[rs1] < 3) is 0 or 1"]
    assert [f.hint for f in tried("x[rd] = sram[4]").diagnostics] == ["write sram.read(u32, 4)"]
    assert [f.hint for f in tried("sram[4] = 1").diagnostics] == ["write sram.write(u32, 4, v)"]


def test_faults_are_precise(tried: Try) -> None:
    t = tried("x[1] = 5\nsram.write(u32, x[2], 7)\nx[3] = 6")
    machine = Machine.reset(t.architecture)
    machine.state["x"][2] = 0x102
    done = execute(machine, t.program, FIELDS)
    assert (done.fault, done.value) == ("misaligned", 0x102)
    assert done.machine.state == machine.state
    assert [fault.name for fault in t.body.faults] == ["bad_address", "misaligned"]


def test_what_was_committed_stays(tried: Try) -> None:
    t = tried("x[1] = 5\ncommit()\nx[2] = 6\nguarded[x[1] + 7] = 1")
    done = execute(Machine.reset(t.architecture), t.program, FIELDS)
    assert (done.fault, done.value) == ("bad_index", 12)
    assert done.machine.state["x"][1:3] == [5, 0]


FUNCTIONS = {
    "twice": "{arguments: {value: u8}, returns: u16, body: 'return value * 2'}",
    "sum": '{arguments: {a: u16, b: u16}, returns: u16, body: "t: u16 = a\\nfor i in range(3):\\n    t = t + b\\nreturn t"}',
    "checked": '{arguments: {value: u32}, returns: u32, body: "if value > 7:\\n    raise plain\\nreturn value"}',
    "put": "{arguments: {value: u32}, body: 'flag = value'}",
    "show": "{host: true, arguments: {value: u32}}",
    "ask": "{host: true, arguments: {value: u8}, returns: u8}",
}


def test_functions_are_inlined(tried: Try) -> None:
    t = tried("x[rd] = sum(twice(x[rs1]), twice(3) + 1)\nput(x[rs2])", functions=FUNCTIONS)
    assert not t.diagnostics.errors
    machine = Machine.reset(t.architecture)
    machine.state["x"][2:4] = [0x1FF, 3]
    after = execute(machine, t.program, FIELDS).machine
    assert after.state["x"][1] == 2 * 0xFF + 3 * 7
    assert after.state["flag"] == [1]
    names = [s.local.name for s in t.body.statements if isinstance(s, ir.SetLocal)]
    assert len(names) == len(set(names))


def test_host_functions(tried: Try) -> None:
    t = tried("show(x[2])\nn = ask(x[2] + 1)\nx[1] = n + 1", functions=FUNCTIONS)
    machine = Machine.reset(t.architecture)
    machine.state["x"][2] = 0xFF
    done = execute(machine, t.program, FIELDS, host=lambda name, arguments: 0x1FF)
    assert done.host == [("show", (0xFF,)), ("ask", (0,))]
    assert done.machine.state["x"][1] == 0x100


@pytest.mark.parametrize(
    ("semantics", "rules"),
    [
        ("n = checked(x[rs1])\ny[n] = 1", []),
        ("x[rd] = checked(x[rs1]) + 1", ["sem-call-place"]),
        ("x[rd] = checked(x[rs1])", []),
        ("x[rd] = twice(3) if flag == 0 else twice(4)", []),
        ("x[rd] = 1 if flag == 0 else checked(x[rs1])", ["sem-call-place"]),
        ("checked(x[rs1])", []),
        ("twice(x[rs1])", ["sem-no-effect"]),
        ("x[rd] = put(3)", ["sem-not-a-value"]),
        ("x[rd] = twice(3, 4)", ["sem-arguments"]),
        ("x[rd] = ask(3) + 1", ["sem-call-place"]),
        ("for i in grid(4):\n    show(i)", ["sem-call-place"]),
        ("n: u32 = 3\nwhile limit(twice(n) > 3, 4):\n    n = n - 1\nx[rd] = n", ["sem-call-place"]),
        ("return 3", ["sem-return"]),
    ],
)
def test_where_functions_are_called(tried: Try, semantics: str, rules: list[str]) -> None:
    assert tried(semantics, functions=FUNCTIONS).rules == rules


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("a = 1", "sem-return"),
        ("if value > 1:\\n    return 1\\nreturn 2", "sem-return"),
        ("return rd", "sem-unknown-name"),
        ("return other(value)", "sem-unknown-name"),
        ("pc = value\\nreturn value", "sem-not-a-place"),
        ("return value +", "sem-syntax"),
        ("return", "sem-return"),
    ],
)
def test_functions_are_typed_by_themselves(tried: Try, body: str, rule: str) -> None:
    function = f'{{arguments: {{value: u32}}, returns: u32, body: "{body}"}}'
    rules = tried("x[rd] = broken(1)", functions={"broken": function}).rules
    assert rule in rules
    assert set(rules) <= {rule, "sem-unused"}


def test_mutual_recursion_is_refused(tried: Try) -> None:
    functions = {
        "even": "{arguments: {value: u32}, returns: u32, body: 'return odd(value)'}",
        "odd": "{arguments: {value: u32}, returns: u32, body: 'return even(value)'}",
    }
    assert "sem-recursion" in tried("x[rd] = even(1)", functions=functions).rules


def test_calls_do_not_explode(tried: Try) -> None:
    functions = {"g0": "{arguments: {value: u32}, returns: u32, body: 'return value'}"}
    for n in range(1, 30):
        functions[f"g{n}"] = (
            f"{{arguments: {{value: u32}}, returns: u32, body: 'return g{n - 1}(value) + g{n - 1}(value)'}}"
        )
    assert "sem-too-large" in tried("x[rd] = g29(1)", functions=functions).rules


def test_engines_read_processor_state_at_issue(tried: Try) -> None:
    t = tried("v[0, 0] = f[rs1[2:0]]\nvi[x[1][1:0], 1] = x[rs2]", engine="vector")
    assert not len(t.diagnostics)
    assert "vi[x[1]@issue[1:0], 1] = s32(x[rs2]@issue)" in print_body(t.body)
    assert tried("v[0, 0] = f[vi[0, 0][2:0]]", engine="vector").rules == ["sem-at-issue"]
    assert tried("pc = 4", engine="vector").rules == ["sem-engine-write"]
    assert tried("acc[0, 0, 0] = v[0, 0]", engine="vector").rules == ["sem-engine-write"]


def test_views_share_their_bits(tried: Try) -> None:
    t = tried("vi[1, 2] = -1", engine="vector")
    machine = Machine.reset(t.architecture)
    assert execute(machine, t.program, FIELDS).machine.state["v"][6] == 0xFFFFFFFF


def test_what_an_instruction_waits_for(tried: Try) -> None:
    t = tried("wait(ready[rs1[1:0]], 2)\nv[0, 0] = 1.0", engine="vector")
    machine = Machine.reset(t.architecture)
    assert execute(machine, t.program, FIELDS).blocked == "Wait"
    machine.semaphores["ready"][2] = 3
    done = execute(machine, t.program, FIELDS)
    assert done.blocked is None
    assert done.machine.semaphores["ready"][2] == 1


def test_constants_are_read_only(tried: Try) -> None:
    t = tried("x[0] = 5\nx[1] = x[0] + 1")
    assert execute(Machine.reset(t.architecture), t.program, FIELDS).machine.state["x"][:2] == [0, 1]
