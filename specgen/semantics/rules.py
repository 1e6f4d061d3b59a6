"""The rules of the semantics language."""

import re
from pathlib import Path

from specgen.source.registry import Severity, define

_WARNINGS = ("sem-alias", "sem-unused", "sem-constant-condition")
_ids = sorted(
    {i for p in Path(__file__).parent.rglob("*.py") for i in re.findall(r'"(sem-[a-z-]+)"', p.read_text())}
)
for _id in _ids:
    _severity = Severity.WARNING if _id in _WARNINGS else Severity.ERROR
    define(_id, _severity, _id, _id, wrong="", right="")
