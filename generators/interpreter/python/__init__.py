"""The Python engine: code emitted from the typed IR, NumPy for grids, basic blocks for scalar code."""
