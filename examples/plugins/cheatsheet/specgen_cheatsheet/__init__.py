"""The target ``cheatsheet``: a page of instructions and registers for each variant, made of templates."""

from pathlib import Path

from specgen.plugin import templates

requires_api = (1, 0)

generate = templates(Path(__file__).parent / "templates")
