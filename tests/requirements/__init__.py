"""The normative sentences of the reference spec, each tested on both engines: the Python one and the generated C."""
