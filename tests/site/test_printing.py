"""Pages of the reference site as PDF, printed by a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from specgen.api.printing import PrintError, pdf


def test_a_page_prints_the_same_bytes_twice_and_says_no_date(site: Path) -> None:
    made = pdf(site, ["status", "instructions/matmul"], "Basalt")
    assert made.startswith(b"%PDF-")
    assert made.rstrip().endswith(b"%%EOF")
    assert set(re.findall(rb"/\w+Date \(D:(\d{14})", made)) == {b"19800101000000"}
    assert len(re.findall(rb"/Type /Page\b", made)) >= 4
    assert pdf(site, ["status", "instructions/matmul"], "Basalt") == made


def test_a_page_that_is_not_there_is_named(site: Path) -> None:
    with pytest.raises(PrintError, match="no page 'instructions/nothing'"):
        pdf(site, ["instructions/nothing"], "Basalt")


def test_without_a_browser_it_is_said_what_to_install(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(PrintError, match="apt-get install chromium"):
        pdf(site, ["status"], "Basalt")
