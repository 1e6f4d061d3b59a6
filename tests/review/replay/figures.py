from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import specgen


def _variants(accelerator: specgen.Accelerator, given: Mapping[str, Any]) -> str:
    return "there" if given["variant"] in accelerator.spec.variants else "no such variant"


REPLAY = {"variants": _variants}
