"""Pages of layouts, and drawings of them in other pages."""
