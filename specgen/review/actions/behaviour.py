"""What witnesses ask of what instructions do."""
