"""Programs of torch.export as graphs of operators; only reading a .pt2 file needs torch."""

from specgen.perfmodel.importing.torch.exporting import facts_of
from specgen.perfmodel.importing.torch.reading import graph_of_facts, read_program

__all__ = ["facts_of", "graph_of_facts", "read_program"]
