"""What others wrote, as files of a spec."""

from specgen.importers.systemrdl import MissingTool, import_rdl

__all__ = ["MissingTool", "import_rdl"]
