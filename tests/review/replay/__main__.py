from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.review.replay import replay

wrong = 0
for fingerprint, why in replay(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))):
    wrong += bool(why)
    sys.stdout.write(f"{fingerprint} {why or 'holds'}\n")
sys.exit(1 if wrong else 0)
