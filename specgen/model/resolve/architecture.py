"""One variant of a merged spec, resolved in the order in which its sections refer to each other."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from specgen.model.architecture import Architecture
from specgen.model.resolve.aliases import alias, modifier, option
from specgen.model.resolve.composites import resolve_layouts
from specgen.model.resolve.context import Context
from specgen.model.resolve.devices import device, keep_enabled
from specgen.model.resolve.execution import barrier, engine, fault, function, instances, processor, semaphore
from specgen.model.resolve.formats import extension, format_
from specgen.model.resolve.instructions import instruction
from specgen.model.resolve.interfaces import resolve_interfaces
from specgen.model.resolve.memory import resolve_memories
from specgen.model.resolve.parameters import resolve_parameters, resolve_variants
from specgen.model.resolve.paths import links, path
from specgen.model.resolve.performance import resolve_performance
from specgen.model.resolve.registers import add_tables, check_accessors
from specgen.model.resolve.state import resolve_state
from specgen.model.resolve.types import enum, resolve_types, table

if TYPE_CHECKING:
    from specgen.model.isa import Alias
    from specgen.model.merge import Merged
    from specgen.source import Diagnostics


def resolve(
    merged: Merged,
    variant: str,
    content_hash: str,
    diagnostics: Diagnostics,
    parameters: Mapping[str, object] | None = None,
) -> Architecture:
    """Resolve a variant; what is wrong is reported, left out, and named in ``broken``.

    ``parameters`` are values, as a spec would write them, that replace those of the variant.
    """
    ctx, sections = Context(merged, diagnostics), merged.sections
    bound = resolve_parameters(ctx, variant, parameters or {})
    variants = resolve_variants(ctx)
    _extensions(ctx, variant)
    resolve_types(ctx)
    ctx.resolve(sections.enums, ctx.enums, enum)
    ctx.resolve(sections.faults, ctx.faults, fault)
    ctx.resolve(sections.engines, ctx.engines, engine)
    resolve_state(ctx)
    ctx.resolve(sections.instances, ctx.instances, instances)
    resolve_memories(ctx)
    resolve_layouts(ctx)
    ctx.resolve(sections.tables, ctx.tables, table)
    ctx.resolve(sections.formats, ctx.formats, format_)
    ctx.resolve(sections.processors, ctx.processors, processor)
    ctx.resolve(sections.links, ctx.links, links)
    ctx.resolve(sections.paths, ctx.paths, path)
    ctx.resolve(sections.semaphores, ctx.semaphores, semaphore)
    ctx.resolve(sections.barriers, ctx.barriers, barrier)
    ctx.resolve(sections.functions, ctx.functions, function)
    check_accessors(ctx)
    add_tables(ctx)
    ctx.resolve(sections.devices, ctx.devices, device)
    keep_enabled(ctx)
    disabled = _instructions(ctx)
    ctx.resolve(sections.options, ctx.options, option)
    ctx.resolve(sections.modifiers, ctx.modifiers, modifier)
    ctx.resolve(sections.aliases, ctx.aliases, alias)
    ctx.aliases.items = {n: a for n, a in ctx.aliases.items.items() if not _writes(a) & disabled}
    resolve_interfaces(ctx)
    resolve_performance(ctx)
    header = merged.header
    return Architecture(
        name=header.name or "",
        version=header.version or "",
        summary=header.summary,
        description=header.description,
        variant=variant,
        content_hash=content_hash,
        parameters=bound,
        variants=variants,
        types=ctx.types.items,
        fixed_types=ctx.fixed_types.items,
        block_types=ctx.block_types.items,
        enums=ctx.enums.items,
        formats=ctx.formats.items,
        extensions=ctx.extensions.items,
        faults=ctx.faults.items,
        memories=ctx.memories.items,
        layouts=ctx.layouts.items,
        state=ctx.state.items,
        engines=ctx.engines.items,
        processors=ctx.processors.items,
        instances=next(iter(ctx.instances.items.values()), None),
        semaphores=ctx.semaphores.items,
        barriers=ctx.barriers.items,
        functions=ctx.functions.items,
        tables=ctx.tables.items,
        instructions=ctx.instructions.items,
        aliases=ctx.aliases.items,
        integer_types=ctx.integers.items,
        options=ctx.options.items,
        modifiers=ctx.modifiers.items,
        directives={name: entry.document for name, entry in sections.directives.items()},
        absent={name: entry.document for name, entry in sections.absent.items()},
        origin=merged.origin,
        broken=ctx.broken,
        devices=ctx.devices.items,
        links=ctx.links.items,
        paths=ctx.paths.items,
        composites=ctx.composites.items,
        structures=ctx.structures.items,
        errors=ctx.errors.items,
        registers=ctx.registers.items,
        interrupts=ctx.interrupts.items,
        queues=ctx.queues.items,
        mailboxes=ctx.mailboxes.items,
        traces=ctx.traces.items,
        protocols=ctx.protocols.items,
        executables=ctx.executables.items,
        runtimes=ctx.runtimes.items,
        chips=ctx.chips.items,
        models=ctx.models.items,
        workloads=ctx.workloads.items,
        measurements=ctx.measurements.items,
        calibrations=ctx.calibrations.items,
        lowerings=ctx.lowerings.items,
        decisions=ctx.decisions.items,
        targets=ctx.targets.items,
    )


def _extensions(ctx: Context, variant: str) -> None:
    """Resolve extensions, and which of them the variant enables."""
    known = ctx.merged.sections.extensions
    entry = ctx.merged.sections.variants.get(variant)
    given = entry.document.extensions if entry is not None else None
    if entry is not None and given is not None:
        for index, name in enumerate(given):
            if name not in known:
                ctx.unknown(ctx.extensions, name, entry.origin.at("extensions", index), known)
    enabled = None if given is None else frozenset(given)
    ctx.resolve(known, ctx.extensions, partial(extension, enabled=enabled))


def _instructions(ctx: Context) -> frozenset[str]:
    """Resolve all instructions, and keep those of enabled extensions; return the mnemonics of no other."""
    sections = ctx.merged.sections
    if (
        sections.instructions
        and not sections.processors
        and not ctx.processors.broken
        and ctx.merged.complete
    ):
        first = next(iter(sections.instructions.values()))
        message = "no processor fetches the instructions"
        ctx.report(
            "spec-processor",
            message,
            first.origin.tree.key_location(("instructions",)),
            hint="declare one in processors",
        )
    ctx.resolve(sections.instructions, ctx.instructions, instruction)
    whole = ctx.instructions.items
    ctx.instructions.items = {n: i for n, i in whole.items() if i.extension is None or i.extension.enabled}
    enabled = {_head(one.assembly) for one in ctx.instructions.items.values()}
    return frozenset(_head(one.assembly) for one in whole.values()) - enabled


def _writes(one: Alias) -> frozenset[str]:
    """Return the mnemonics that an alias turns into."""
    return frozenset(_head(line) for expansion in one.expansions for line in expansion.lines)


def _head(text: str) -> str:
    return text.partition(" ")[0]
