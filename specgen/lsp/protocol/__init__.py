"""What an editor and the server say to each other; only these modules know the protocol."""
