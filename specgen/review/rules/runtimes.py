"""Changes of the runtime interface."""
