"""Templates that want out, or want everything: each is refused by a line, soon, and nothing is read or written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from specgen.generators import Request
from specgen.generators.sandbox import Limits, read_templates, render
from specgen.source import SpecError
from tests.generators.sandbox.test_templates import _asked as asked_fixture
from tests.generators.sandbox.test_templates import refused
from tests.model.specs import write_files

asked = asked_fixture

ESCAPES = (
    "{{ ''.__class__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ ''['__class__'] }}",
    "{{ ''|attr('__class__') }}",
    "{{ ''|attr('\\x5f\\x5fclass\\x5f\\x5f') }}",
    "{{ [''.__class__]|first }}",
    "{{ ['']|map(attribute='__class__')|list }}",
    "{{ {}|map('attr', '__class__')|list }}",
    "{{ '{0.__class__}'.format(1) }}",
    "{{ '{0.__class__.__init__.__globals__}'.format(range) }}",
    "{{ '{a.__class__}'.format_map({'a': 1}) }}",
    "{{ ['{0.__class__}']|map('format', 1)|join }}",
    "{{ self.__init__.__globals__ }}",
    "{{ self._TemplateReference__context.name }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ joiner.__init__.__globals__ }}",
    "{{ namespace.__init__.__globals__ }}",
    "{{ lipsum.__globals__.os.system('id') }}",
    "{{ range.__globals__ }}",
    "{{ config.items() }}",
    "{{ request.application }}",
    "{{ url_for.__globals__ }}",
    "{{ get_flashed_messages.__globals__ }}",
    "{{ spec._parts }}",
    "{{ spec.__class__ }}",
    "{{ variants._things }}",
    "{{ variants.__iter__.__globals__ }}",
    "{{ variant.registers.values }}",
    "{{ (1).__class__ }}",
    "{{ ''.join.__self__ }}",
    "{{ loop.__class__ }}",
    "{% for x in [1] %}{{ loop._iterator }}{% endfor %}",
    "{% macro m() %}{% endmacro %}{{ m._func.__globals__ }}",
    "{% set x = [] %}{{ x.append(1) }}",
    "{% set x = {} %}{{ x.update(a=1) }}",
    "{% set x = {} %}{{ x.setdefault('a', 1) }}",
    "{{ dict.__base__ }}",
    "{{ dict.mro() }}",
    "{{ open('/etc/passwd').read() }}",
    "{{ __import__('os') }}",
    "{% include '/etc/passwd' %}",
    "{% include '../../../etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% extends '/proc/self/environ' %}",
    "{{ (1, 2).__class__.__base__ }}",
    "{{ 'x'.encode().__class__ }}",
    "{{ (spec for spec in variants) }}",
    "{{ variant.registers.dma.__setattr__('base', 1) }}",
    "{% set spec.name = 'x' %}",
    "{{ caller.__globals__ }}",
    "{{ varargs }}",
    "{% debug %}",
    "{% do 1 %}",
)  # fmt: skip


def test_no_way_out(asked: Request, tmp_path: Path) -> None:
    """Every one is refused, and in words of templates: nothing of Python is shown."""
    found = refused(asked, tmp_path, **{f"{n:02}": text for n, text in enumerate(ESCAPES)})
    assert [line.partition(".j2")[0] for line in found] == [f"{n:02}" for n in range(len(ESCAPES))]
    for line, text in zip(found, ESCAPES, strict=True):
        rule = line.split()[1]
        assert rule in (
            "jinja-forbidden:",
            "jinja-undefined:",
            "jinja-syntax:",
            "jinja-missing:",
            "jinja-failed:",
        ), text
        assert "<class" not in line, line
        assert "site-packages" not in line


def test_methods_that_give_a_text_change_nothing(asked: Request, tmp_path: Path) -> None:
    """What is safe goes through, so that refusing is not all there is."""
    write_files(tmp_path, {"a.j2": "{{ '{0:>4}'.format(7) }}{{ 'a,b'.split(',')|join('-') }}{{ '%s' % 1 }}"})
    assert render(read_templates(tmp_path), asked) == {"a": "   7a-b1"}


BOMBS = {
    "nested loops": "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
    "a range": "{{ range(10 ** 9)|length }}",
    "a text repeated": "{{ 'a' * 10 ** 9 }}",
    "a list repeated": "{{ ([0] * 10 ** 9)|length }}",
    "a power": "{{ 9 ** (9 ** 9) }}",
    "a width": "{{ 'a'.ljust(10 ** 11) }}",
    "a format": "{{ '{:100000000000}'.format(1) }}",
    "a percent": "{{ '%100000000000d' % 1 }}",
    "a filter": "{{ 'a'|center(10 ** 11) }}",
    "doubling": "{% set n = namespace(x='aaaaaaaa') %}{% for i in range(64) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
    "squaring": "{% set n = namespace(x=3) %}{% for i in range(64) %}{% set n.x = n.x * n.x %}{% endfor %}",
    "a recursive macro": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "a template in itself": "{% include 'bomb.j2' %}",
    "much output": "{% for i in range(99999) %}{{ 'aaaaaaaaaaaaaaaa' * 16 }}{% endfor %}",
    "deep nesting": "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "deep blocks": "{% if 1 %}" * 300 + "{% endif %}" * 300,
    "replacing": "{{ ('a' * 60000).replace('a', 'a' * 60000) }}",
    "joining": "{{ (range(99999)|join('a' * 60000))|length }}",
    "batches": "{{ [1]|batch(10 ** 10, 0)|list|length }}",
}


@pytest.mark.parametrize("name", BOMBS)
def test_no_bomb_goes_off(asked: Request, tmp_path: Path, name: str) -> None:
    write_files(tmp_path, {"bomb.j2": f"{{# first line #}}\n{BOMBS[name]}"})
    with pytest.raises(SpecError) as error:
        render(read_templates(tmp_path), asked, Limits(seconds=0.3, memory=64 << 20, output=1 << 20))
    (found,) = error.value.diagnostics
    assert found.rule == "jinja-limit", found.message
    assert found.at.file.path == str(tmp_path / "bomb.j2")
    assert found.message


def test_many_large_files_are_too_much_together(asked: Request, tmp_path: Path) -> None:
    big = "{{ 'a' * 60000 }}" * 16
    write_files(tmp_path, {f"{n:02}.j2": big for n in range(90)})
    with pytest.raises(SpecError, match="too much memory"):
        render(read_templates(tmp_path), asked, Limits(seconds=5, memory=48 << 20, output=1 << 20))


CONFINED = """
import sys
from specgen.generators.sandbox.child import confine
confine(5, 1 << 28)
for opens in (lambda: open("/etc/passwd"), lambda: __import__("socket").socket(), lambda: __import__("os").pipe(),
              lambda: __import__("subprocess").run(["true"])):
    try:
        opens()
    except Exception as error:
        print(type(error).__name__)
    else:
        print("opened")
"""


def test_the_process_can_open_nothing() -> None:
    """Should a template get out of Jinja's sandbox, this is what it finds."""
    done = subprocess.run([sys.executable, "-c", CONFINED], capture_output=True, text=True, check=True)
    assert len(done.stdout.split()) == 4
    assert "opened" not in done.stdout
