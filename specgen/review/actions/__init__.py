"""What witnesses ask a side, by subject; each module registers its actions."""
