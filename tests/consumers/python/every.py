"""Imports all modules of installed packages; every instruction's own bits are decoded as it, where they are a word."""

import pkgutil
import sys
from importlib import import_module

for name in sys.argv[1:]:
    package = import_module(name)
    decoded = 0
    for module in pkgutil.walk_packages(package.__path__, f"{name}."):
        if module.name.rpartition(".")[2] not in (
            "numerics",
            "layouts",
            "runtime",
        ):  # they need NumPy or cffi
            import_module(module.name)
    if hasattr(package, "decode"):
        instructions = import_module(f"{name}.instructions")
        for one in vars(instructions).values():
            if isinstance(one, type) and hasattr(one, "MATCH"):
                found = package.decode(one.MATCH)
                assert found is None or found.encode() == one.MATCH
                decoded += type(found) is one
    print(name, decoded)  # noqa: T201
