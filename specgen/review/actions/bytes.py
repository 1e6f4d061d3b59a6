"""What witnesses ask of bytes: structures, executables, layouts, memories."""
