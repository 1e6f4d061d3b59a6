"""What witnesses ask of machine code: words, texts."""
