"""What witnesses ask of figures of the performance model."""
