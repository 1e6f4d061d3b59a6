"""What each function of the reference library does: checks what it was handed, looks handles up, calls what does the work."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.generators.runtime.ctypes import struct_lines
from specgen.model.interfaces import Handle, Structure
from specgen.model.interfaces.verbs import INJECTIONS, VERBS
from specgen.model.isa import Enum

if TYPE_CHECKING:
    from specgen.generators.runtime.ctypes import Argument, Function, Names
    from specgen.generators.runtime.properties import Known

#: The work of each verb: ``{role}`` is the argument, ``{role.object}`` what its handle is of, ``{role.out}`` a variable.
_WORK = {
    "close": "R_ref_close(ref, {device.object})",
    "reset": "R_ref_reset(ref)",
    "allocate": "R_ref_allocate(ref, {size}, {alignment}, &ref_made)",
    "free": "R_ref_free(ref, {buffer.object})",
    "map": "R_ref_map(ref, {buffer.object}, {pointer})",
    "unmap": "R_ref_unmap(ref, {buffer.object})",
    "copy_in": "R_ref_copy_in(ref, {buffer.object}, {offset}, {data}, {size})",
    "copy_out": "R_ref_copy_out(ref, {buffer.object}, {offset}, {data}, {size})",
    "load": "R_ref_load(ref, {data}, {size}, &ref_made)",
    "unload": "R_ref_unload(ref, {executable.object})",
    "entry": "R_ref_entry(ref, {executable.object}, {name}, &ref_made)",
    "create_queue": "R_ref_create_queue(ref, {capacity}, &ref_made)",
    "destroy_queue": "R_ref_destroy_queue(ref, {queue.object})",
    "create_semaphore": "R_ref_create_semaphore(ref, {initial}, &ref_made)",
    "destroy_semaphore": "R_ref_destroy_semaphore(ref, {semaphore.object})",
    "launch": "R_ref_launch(ref, {queue.object}, {entry.object}, ref_arguments, ref_count)",
    "copy": "R_ref_copy(ref, {queue.object}, {target.object}, {target_offset}, {source.object}, {source_offset}, {size})",
    "queue_wait": "R_ref_queue_wait(ref, {queue.object}, {semaphore.object}, {value})",
    "queue_signal": "R_ref_queue_signal(ref, {queue.object}, {semaphore.object}, {value})",
    "barrier": "R_ref_barrier(ref, {queue.object})",
    "timestamp": "R_ref_timestamp(ref, {queue.object}, {buffer.object}, {offset})",
    "finish": "R_ref_finish(ref, {queue.object}, {timeout})",
    "wait": "R_ref_wait(ref, {semaphore.object}, {value}, {timeout})",
    "signal": "R_ref_signal(ref, {semaphore.object}, {value})",
    "read_trace": "R_ref_read_trace(ref, {data}, {size}, &ref_number)",
    "inject": "R_ref_inject(ref, ref_kind, {seed})",
}
#: Numbers, errors and texts that are simply there.
_VALUES = {
    ("address", "address"): "{buffer.object}->address",
    ("semaphore_value", "value"): "R_ref_get_word(ref, {semaphore.object}->word)",
    ("time", "nanoseconds"): "R_ref_time(ref)",
    ("last_error", "error"): "ref->error",
    ("last_error", "text"): "ref->text",
    ("version", "version"): "R_RUNTIME_VERSION",
    ("device_count", "count"): "R_REF_DEVICES",
    ("read_trace", "written"): "ref_number",
}
_MISSING = {"timeout": "UINT64_MAX", "alignment": "0"}


def body(names: Names, known: Known, function: Function) -> Iterator[str]:
    """Yield the lines of a function of the reference library."""
    yield from _Body(names, known, function).lines()


class _Body:
    def __init__(self, names: Names, known: Known, function: Function) -> None:
        self.names, self.known, self.function = names, known, function
        self.call = function.call
        self.verb = VERBS[function.call.does]
        self.handles = [
            a for r in self.verb.roles if r.handle and not r.out and (a := function.playing(r.name))
        ]

    def lines(self) -> Iterator[str]:
        """The whole body."""
        yield from self._refusals()
        if not self.handles:
            yield from self._alone()
            return
        yield "R_ref_device *ref;"
        yield f"R_ref_object {', '.join(f'*ref_{a.name}' for a in self.handles)};"
        yield from self._variables()
        first, *others = self.handles
        yield f"R_status ref_error = R_ref_enter({first.name}, {_kind(first)}, &ref, &ref_{first.name});"
        yield "if (ref_error)"
        yield "    return ref_error;"
        for other in others:
            yield "if (!ref_error)"
            yield f"    ref_error = R_ref_find(ref, {other.name}, {_kind(other)}, &ref_{other.name});"
        yield from self._prepared()
        work = _WORK.get(self.call.does)
        if work is not None:
            yield "if (!ref_error)"
            yield f"    ref_error = {self._filled(work)};"
        if self.call.does == "launch":
            yield "free(ref_arguments);"
        results = list(self._results())
        if results:
            yield "if (!ref_error) {"
            yield from (f"    {line}" for line in results)
            yield "}"
        if not others and work is None and not results:
            yield f"(void)ref_{first.name};"
        yield "return R_ref_leave(ref, ref_error);"

    def _alone(self) -> Iterator[str]:
        """Functions without a handle."""
        if self.call.does == "open":
            device = self.function.playing("device")
            assert device is not None
            yield "void *ref_made = NULL;"
            yield self._filled("R_status ref_error = R_ref_open({index}, &ref_made);")
            yield "if (!ref_error)"
            yield f"    *{device.name} = ({device.target})ref_made;"
            yield "return ref_error;"
            return
        if self.call.does == "error_text":
            yield self._filled("*{text} = R_ref_error_text({error});")
        yield from self._results()
        yield "return R_REF_SUCCESS;"

    def _refusals(self) -> Iterator[str]:
        """Null pointers."""
        for a in self.function.arguments:
            if not a.pointer or (a.parameter.optional and not a.parameter.counted_by):
                continue
            count = next(
                (b.name for b in self.function.arguments if b.parameter.name == a.parameter.counted_by), ""
            )
            yield f"if (!{a.name}{f' && {count}' if count else ''})"
            yield "    return R_REF_BAD_ARGUMENT;"

    def _variables(self) -> Iterator[str]:
        """What the work gives back, or needs in another form."""
        if self.call.creates is not None or self.call.does == "entry":
            yield "void *ref_made = NULL;"
        if self.call.does == "read_trace":
            yield "uint64_t ref_number = 0;"
        if self.call.does == "launch":
            yield "R_ref_argument *ref_arguments = NULL;"
            yield self._filled("uint64_t ref_count = {argument_count};")
        if self.call.does == "inject":
            yield "unsigned ref_kind = 0;"

    def _prepared(self) -> Iterator[str]:
        if self.call.does == "launch":
            yield from self._arguments()
        elif self.call.does == "inject":
            yield from self._kind()

    def _arguments(self) -> Iterator[str]:
        """The caller's arguments, as the work takes them."""
        given, roles = self.function.playing("arguments"), self.call.roles
        assert given is not None and isinstance(given.parameter.type, Structure)
        structure = given.parameter.type
        kind = structure.by_name[roles["arguments.kind"]].value
        assert kind is not None and kind.enum is not None
        members = {line.member.name: line.name for line in struct_lines(self.names, structure)}
        where = f"{given.name}[ref_i]"
        constants = {
            one: self.names.constant(kind.enum.name, roles[f"arguments.kind.{one}"])
            for one in ("buffer", "value")
        }
        of = f"{where}.{members[roles['arguments.kind']]}"
        count = "ref_count"
        yield f"if (!ref_error && {count} > 4096)"
        yield '    ref_error = R_ref_fail(ref, R_REF_BAD_ARGUMENT, "no kernel has so many arguments");'
        yield f"if (!ref_error && !(ref_arguments = (R_ref_argument *)calloc((size_t){count} + 1, sizeof *ref_arguments)))"
        yield '    ref_error = R_ref_fail(ref, R_REF_NO_MEMORY, "no memory for the arguments");'
        yield f"for (uint64_t ref_i = 0; !ref_error && ref_i < {count}; ref_i++) {{"
        yield f"    if ({of} != {constants['buffer']} && {of} != {constants['value']})"
        yield '        ref_error = R_ref_fail(ref, R_REF_BAD_ARGUMENT, "argument %u is of no kind", (unsigned)ref_i);'
        yield f"    ref_arguments[ref_i].buffer = {of} == {constants['buffer']};"
        yield f"    ref_arguments[ref_i].value = (uint64_t){where}.{members[roles['arguments.value']]};"
        yield "}"

    def _kind(self) -> Iterator[str]:
        """What is to go wrong, as the device says it."""
        given = self.function.playing("fault")
        assert given is not None and isinstance(given.parameter.type, Enum)
        yield f"switch ({given.name}) {{"
        for injection in INJECTIONS:
            name = self.call.roles.get(f"fault.{injection}")
            if name is not None:
                yield f"case {self.names.constant(given.parameter.type.name, name)}:"
                yield f"    ref_kind = N_DEV_INJECT_{injection.upper()};"
                yield "    break;"
        yield "default:"
        yield '    ref_error = ref_error ? ref_error : R_ref_fail(ref, R_REF_UNSUPPORTED, "nobody can do that");'
        yield "}"

    def _results(self) -> Iterator[str]:
        """What goes out."""
        for role in self.verb.roles:
            one = self.function.playing(role.name)
            if (
                one is None
                or not role.out
                or role.kind == "bytes"
                or self.call.does in ("error_text", "open")
            ):
                continue
            if role.handle:
                line = f"*{one.name} = ({one.target})ref_made;"
            elif role.kind == "structure":
                yield from self.known.copied(self.names, self.function, one)
                continue
            else:
                value = self._filled(_VALUES[self.call.does, role.name])
                line = (
                    f"*{one.name} = {value};"
                    if role.kind == "text"
                    else f"*{one.name} = ({one.target}){value};"
                )
            if one.parameter.optional:
                yield f"if ({one.name})"
                yield f"    {line}"
            else:
                yield line

    def _filled(self, text: str) -> str:
        for role in self.verb.roles:
            one = self.function.playing(role.name)
            name = one.name if one is not None else _MISSING.get(role.name, "")
            text = text.replace(f"{{{role.name}}}", name).replace(f"{{{role.name}.object}}", f"ref_{name}")
        return text


def _kind(argument: Argument) -> str:
    assert isinstance(argument.parameter.type, Handle)
    return f"R_REF_{argument.parameter.type.kind.upper()}"
