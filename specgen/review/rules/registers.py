"""Changes of registers and interrupts."""
