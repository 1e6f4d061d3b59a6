"""Speculative decoding: a draft proposes tokens, the model looks at them all at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from specgen.model.performance.networks import Transformer
from specgen.perfmodel.counting import Count
from specgen.perfmodel.workloads.errors import WorkloadError
from specgen.perfmodel.workloads.formats import Formats
from specgen.perfmodel.workloads.graph import Graph, Operator
from specgen.perfmodel.workloads.sizes import sized
from specgen.perfmodel.workloads.spans import Span
from specgen.perfmodel.workloads.transformers import recipe_of, sizes, step


def accepted(proposed: int, acceptance: Count) -> Any:
    """Return how many tokens a step yields on average, the model's own included.

    Each proposal is kept with probability ``acceptance`` if those before it were: 1 + a + ... + a^proposed, which is
    (1 - a^(k+1)) / (1 - a) (Leviathan and others, arXiv 2211.17192, equation 1).
    """
    return sum(acceptance**n for n in range(proposed + 1))


def speculative(
    model: Transformer,
    *,
    draft: Transformer,
    batch: Count = 1,
    context: Count = 2048,
    proposed: int = 4,
    acceptance: Count = 0.8,
    formats: Formats | dict[str, str] | str | None = None,
    draft_formats: Formats | dict[str, str] | str | None = None,
    sparse: str = "dense",
    skew: float = 0.0,
) -> Graph:
    """Return one step: ``proposed`` decodes of ``draft``, then one of ``model`` with that many tokens and one more.

    ``tokens`` of its facts are those that are expected to be kept. The keys of the draft grow by one each step, their
    mean is taken; the keys of the model are ``context`` for the first of its tokens.

    Raises:
        WorkloadError: a size is out of range, or the two models do not have the same vocabulary.
    """
    if model.vocabulary != draft.vocabulary:
        raise WorkloadError(
            f"{draft.name} proposes tokens of {draft.vocabulary}, {model.name} has a vocabulary of {model.vocabulary}"
        )
    sequences, keys, rate = (
        sized("batch", batch),
        sized("context", context),
        sized("acceptance", acceptance, 0),
    )
    count = sized("proposed", proposed)
    if not isinstance(count, int) or count > 64:
        raise WorkloadError(f"proposed must be a whole number up to 64, not {proposed!r}")
    if not _at_most_one(rate):
        raise WorkloadError(f"acceptance is a probability, not {acceptance!r}")
    recipes = recipe_of(model, formats, sparse, skew), recipe_of(draft, draft_formats)
    looks = (Span(sequences, count + 1, keys - 1, logits=count + 1, absorbed=True),)
    guesses = (Span(sequences, 1, keys + (count - 1) / 2 - 1, absorbed=True),)
    operators = [_drafted(one, count) for one in step(draft, guesses, recipes[1])]
    operators += step(model, looks, recipes[0])
    facts = sizes(model, looks, recipes[0])
    for name, value in sizes(draft, guesses, recipes[1]).items():
        facts[name] = facts[name] + value
    facts |= {"batch": sequences, "context": keys, "steps": 1, "tokens": sequences * accepted(count, rate)}
    return Graph(f"{model.name}.speculative", tuple(operators), facts=facts)


def _drafted(operator: Operator, count: int) -> Operator:
    return replace(operator, name=f"draft.{operator.name}", times=operator.times * count)


def _at_most_one(rate: Any) -> bool:
    return bool(rate <= 1) if isinstance(rate, int | float) else bool((rate <= 1).all())
