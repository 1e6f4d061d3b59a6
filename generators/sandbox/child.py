"""The process that renders: it has been given data and texts, and can open nothing.

It reads one JSON document from standard input (see `main`) and answers with another. Before the first template is compiled, it
gives up opening files, and sets limits of time and memory: a template that got out of Jinja's sandbox would find nothing.
"""

from __future__ import annotations

import encodings.unicode_escape as _escapes  # noqa: F401  Jinja asks for it when it meets the first text
import json
import math
import signal
import sys
import textwrap as _wrapping  # noqa: F401  and for this when it wraps
from contextlib import suppress
from types import TracebackType
from typing import Any

from jinja2 import DictLoader, StrictUndefined, TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from specgen.generators.sandbox.values import Limit, Table, View, nearest, printable, wrapped
from specgen.generators.sandbox.words import FILTERS

_GONE = (
    "attr",
    "forceescape",
    "pprint",
    "random",
    "safe",
    "urlize",
    "xmlattr",
)  # unsafe, by chance, or for HTML
_KEPT = ("cycler", "dict", "joiner", "namespace", "range")
_MOST_BITS = 1 << 16


class OutOfTime(BaseException):
    """The time is over; no ``except Exception`` stops it."""


class Sandbox(ImmutableSandboxedEnvironment):
    """Templates over plain data: names that nobody gives are errors, and numbers and texts cannot explode."""

    intercepted_binops = frozenset({"*", "**"})

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return a part of plain data, or an attribute that is safe."""
        if isinstance(obj, View | Table):
            return self._part(obj, attribute)
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return an item, or a part by its name."""
        if isinstance(obj, View | Table) and isinstance(argument, str):
            return self._part(obj, argument)
        return super().getitem(obj, argument)

    def _part(self, obj: View | Table, name: str) -> Any:
        if name.startswith("_"):
            return self.unsafe_undefined(obj, name)
        if name in obj:
            return obj[name]
        kind = "a table has" if isinstance(obj, Table) else f"{_article(obj.kind)} has"
        return self.undefined(f"{kind} no {name!r}{nearest(name, obj.names)}", obj, name)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Compute what could be huge, if it is not."""
        numbers = isinstance(left, int) and isinstance(right, int)
        if operator == "**" and numbers and left.bit_length() * abs(right) > _MOST_BITS:
            raise Limit("a power of that many digits")
        if operator == "*" and not numbers:
            text, count = (left, right) if isinstance(right, int) else (right, left)
            if isinstance(count, int) and hasattr(text, "__len__") and len(text) * count > _MOST_BITS:
                raise Limit(f"a text or list {count} times")
        return super().call_binop(context, operator, left, right)

    def handle_exception(self, source: str | None = None) -> Any:
        """Raise what was raised: `_place` finds the line."""
        error = sys.exc_info()[1]
        assert error is not None
        raise error


def _article(kind: str) -> str:
    return f"{'an' if kind[:1] in 'aeiou' else 'a'} {kind}"


def environment(templates: dict[str, str], output: int) -> Sandbox:
    """Return Jinja with templates by name; what one file may have is ``output`` characters."""
    made = Sandbox(
        loader=DictLoader(templates),
        undefined=StrictUndefined,
        finalize=printable,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
        cache_size=len(templates) + 1,
    )
    for name in _GONE:
        del made.filters[name]
    made.filters.update(FILTERS)
    made.globals = {name: made.globals[name] for name in _KEPT}
    made.policies["ext.i18n.trimmed"] = False
    return made


def rendered(jinja: Sandbox, name: str, given: dict[str, Any], most: int) -> str:
    """Render one template; raises what it raises."""
    template = jinja.get_template(name)
    parts, size = [], 0
    for part in template.root_render_func(template.new_context(given)):
        size += len(part)
        if size > most:
            raise Limit(f"more than {most} characters in one file")
        parts.append(part)
    return "".join(parts)


def told(error: BaseException, name: str, known: list[str]) -> dict[str, Any]:
    """Say what went wrong in which line of which template."""
    at, line = _place(error.__traceback__) or (name, 1)
    words = " ".join(str(error).split())[:300]
    match error:
        case TemplateSyntaxError():
            at, line, rule = error.name or at, error.lineno, "jinja-syntax"
            words = error.message or words
        case TemplateNotFound():
            rule, words = "jinja-missing", f"there is no template {error.name!r} here"
        case SecurityError():
            rule = "jinja-forbidden"
        case UndefinedError():
            rule = "jinja-undefined"
            words += nearest(words.split("'")[1], known) if words.endswith("' is undefined") else ""
        case OutOfTime() | Limit() | MemoryError() | RecursionError() | OverflowError() | SyntaxError():
            rule, words = "jinja-limit", words or _LIMITS.get(type(error), "it asks for too much")
        case _:
            rule, words = "jinja-failed", words or type(error).__name__
    return {"rule": rule, "template": at, "line": line, "message": words}


_LIMITS: dict[type[BaseException], str] = {
    OutOfTime: "it takes too long",
    MemoryError: "it needs too much memory",
}


def _place(trace: TracebackType | None) -> tuple[str, int] | None:
    """The last template that an error went through, and the line in it."""
    found = None
    while trace is not None:
        template = trace.tb_frame.f_globals.get("__jinja_template__")
        if template is not None:
            found = template.name, template.get_corresponding_lineno(trace.tb_lineno)
        trace = trace.tb_next
    return found


def confine(seconds: float, memory: int) -> None:
    """Open no files from now on, and stop after so many seconds of computing and bytes of memory."""
    import resource

    def over(*_: object) -> None:
        raise OutOfTime

    with suppress(OSError, ValueError):
        with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123  # nothing else is imported here
            used = int(statm.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + memory, used + memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    spent = resource.getrusage(resource.RUSAGE_SELF)
    hard = math.ceil(spent.ru_utime + spent.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (hard, hard))  # where no line of Python is reached in time
    signal.signal(signal.SIGPROF, over)
    signal.setitimer(signal.ITIMER_PROF, seconds)


def main() -> None:
    """Render ``jobs``: template, variant and path of each file; answer with files, or with errors.

    The position of each job goes to standard error before it is done, so that one that ends the process can be told.
    """
    asked = json.load(sys.stdin)
    limits, data = asked["limits"], wrapped(asked["data"])
    jinja = environment(asked["templates"], limits["output"])
    confine(limits["seconds"], limits["memory"])
    files: dict[str, str] = {}
    errors: list[dict[str, Any]] = []
    for position, (template, variant, path) in enumerate(asked["jobs"]):
        print(position, file=sys.stderr, flush=True)  # noqa: T201
        given = {name: data[name] for name in data.names} | {"variant": data["variants"][variant]}
        try:
            files[path] = rendered(jinja, template, given, limits["output"])
        except OutOfTime as error:
            errors.append(told(error, template, list(given)))
            break
        except Exception as error:
            errors.append(told(error, template, [*given, *_KEPT]))
    signal.setitimer(signal.ITIMER_PROF, 0)
    json.dump({"errors": errors} if errors else {"files": files}, sys.stdout)
