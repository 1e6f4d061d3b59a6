"""Changes of tensor layouts."""
