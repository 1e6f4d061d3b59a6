"""What witnesses ask of registers, queues and the C that software is built of."""
