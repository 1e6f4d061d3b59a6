"""What runs campaigns: see `tests.campaigns` for how to write one."""

from tests.campaigns.harness.campaign import Campaign, Chunk, Report
from tests.campaigns.harness.evidence import Evidence
from tests.campaigns.harness.registry import load, names
from tests.campaigns.harness.result import Result
from tests.campaigns.harness.runner import run, run_sample

__all__ = ["Campaign", "Chunk", "Evidence", "Report", "Result", "load", "names", "run", "run_sample"]
