"""Changes of structures and executables."""
