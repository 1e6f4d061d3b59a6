"""pkg-config files that find the bundle wherever it was unpacked."""

from __future__ import annotations

from collections.abc import Iterable

_FILE = """\
prefix=${{pcfiledir}}/../..
includedir=${{prefix}}/include/{name}/{variant}
sourcedir=${{prefix}}/src/{variant}
variant={variant}

Name: {package}
Description: {summary}
Version: {version}
Cflags: -I${{includedir}}
"""


def pkgconfig_files(name: str, version: str, summary: str, variants: Iterable[str]) -> dict[str, str]:
    """Return a file for each variant, ``NAME-VARIANT.pc``, and ``NAME.pc`` for the first."""
    order = list(variants)
    told = summary.replace("$", "$$").replace("\n", " ").strip() or f"Headers of {name}."
    packages = {name: order[0], **{f"{name}-{variant}": variant for variant in order}}
    return {
        f"lib/pkgconfig/{package}.pc": _FILE.format(
            name=name, package=package, variant=variant, version=version, summary=told
        )
        for package, variant in packages.items()
    }
