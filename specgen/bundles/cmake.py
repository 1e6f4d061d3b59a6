"""The CMake package: an interface target of the headers, static libraries of what there is source for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_CONFIG = """\
# {name} {version}: the headers, and libraries made from source where they are linked.
#
#     find_package({name} REQUIRED COMPONENTS headers)
#     target_link_libraries(program PRIVATE {name}::headers)
#
# {name}::PART is of the variant {default}, {name}::VARIANT::PART of any.
# PART is one of: {parts}.

cmake_policy(PUSH)
cmake_policy(VERSION 3.18...3.25)
get_filename_component(_{name}_prefix "${{CMAKE_CURRENT_LIST_DIR}}/../../.." ABSOLUTE)
get_property(_{name}_languages GLOBAL PROPERTY ENABLED_LANGUAGES)
include("${{CMAKE_CURRENT_LIST_DIR}}/{name}Targets.cmake")

foreach(_{name}_part IN LISTS {name}_FIND_COMPONENTS)
  if(TARGET {name}::${{_{name}_part}})
    set({name}_${{_{name}_part}}_FOUND TRUE)
  else()
    set({name}_${{_{name}_part}}_FOUND FALSE)
    if({name}_FIND_REQUIRED_${{_{name}_part}})
      set({name}_FOUND FALSE)
      set({name}_NOT_FOUND_MESSAGE "{name} has no ${{_{name}_part}}")
      if(NOT "C" IN_LIST _{name}_languages)
        string(APPEND {name}_NOT_FOUND_MESSAGE ", or it is C and the project does not enable that language")
      endif()
    endif()
  endif()
endforeach()

unset(_{name}_part)
unset(_{name}_languages)
unset(_{name}_prefix)
cmake_policy(POP)
"""
_VERSION = """\
# A project that asks for {name} {major} takes any later one that is compatible: of the same {level}.

set(PACKAGE_VERSION "{number}")
set(PACKAGE_VERSION_COMPATIBLE FALSE)
set(PACKAGE_VERSION_EXACT FALSE)

if(PACKAGE_FIND_VERSION_RANGE)
  set(_wanted "${{PACKAGE_FIND_VERSION_MIN}}")
  if(PACKAGE_FIND_VERSION_RANGE_MAX STREQUAL "INCLUDE")
    set(_over VERSION_GREATER)
  else()
    set(_over VERSION_GREATER_EQUAL)
  endif()
  if(PACKAGE_VERSION ${{_over}} PACKAGE_FIND_VERSION_MAX)
    return()
  endif()
else()
  set(_wanted "${{PACKAGE_FIND_VERSION}}")
endif()

if(_wanted STREQUAL "")
  set(PACKAGE_VERSION_COMPATIBLE TRUE)
elseif(PACKAGE_VERSION VERSION_EQUAL _wanted)
  set(PACKAGE_VERSION_EXACT TRUE)
  set(PACKAGE_VERSION_COMPATIBLE TRUE)
elseif(PACKAGE_VERSION VERSION_GREATER _wanted)
  if(PACKAGE_FIND_VERSION_RANGE OR _wanted MATCHES "^{pattern}(\\\\.|$)")
    set(PACKAGE_VERSION_COMPATIBLE TRUE)
  endif()
endif()
"""
_HEADERS = """
if(NOT TARGET {name}::{variant}::headers)
  add_library({name}::{variant}::headers INTERFACE IMPORTED GLOBAL)
  set_target_properties({name}::{variant}::headers PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES "${{_{name}_prefix}}/include/{name}/{variant}")
endif()
"""
_LIBRARY = """
if(NOT TARGET {target} AND "C" IN_LIST _{name}_languages)
  add_library({target} STATIC EXCLUDE_FROM_ALL
{sources})
  set_target_properties({target} PROPERTIES
    C_STANDARD 11 C_EXTENSIONS OFF POSITION_INDEPENDENT_CODE ON)
  target_compile_options({target} PRIVATE -ffp-contract=off -fno-math-errno -fno-trapping-math)
  target_include_directories({target} PRIVATE
{includes})
  target_link_libraries({target} PUBLIC {name}::{variant}::headers {libraries})
{more}  add_library({name}::{variant}::{part} ALIAS {target})
endif()
"""
_ALIAS = """
if(TARGET {name}::{variant}::{part} AND NOT TARGET {name}::{part})
  add_library({name}::{part} ALIAS {of})
endif()
"""
_LIBRARIES = {"readers": "", "interpreter": "m", "device": "m", "runtime": "m Threads::Threads", "mock": ""}


def cmake_files(name: str, version: str, variants: Iterable[str], paths: Iterable[str]) -> dict[str, str]:
    """Return the files of the package by path, made for the sources among the ``paths`` of a bundle.

    The first variant is the one that targets without a variant's name are of.
    """
    known, order = sorted(paths), list(variants)
    sources = {variant: _sources(variant, known) for variant in order}
    folder, default = f"lib/cmake/{name}", order[0]
    parts = ["headers", *sources[default]]
    return {
        f"{folder}/{name}Config.cmake": _CONFIG.format(
            name=name, version=version, default=default, parts=", ".join(parts)
        ),
        f"{folder}/{name}ConfigVersion.cmake": _version(name, version),
        f"{folder}/{name}Targets.cmake": "".join(_targets(name, sources, default)).lstrip("\n"),
    }


def _sources(variant: str, paths: list[str]) -> dict[str, list[str]]:
    """The C files of each library; commands are in none."""
    folders = {
        "readers": f"src/{variant}/readers/",
        "interpreter": f"src/{variant}/interpreter/",
        "device": f"src/{variant}/device/",
        "runtime": f"src/{variant}/runtime/src/",
        "mock": f"src/{variant}/runtime/mock/",
    }
    found = {
        part: [p for p in paths if p.startswith(folder) and p.endswith(".c") and p != f"{folder}main.c"]
        for part, folder in folders.items()
    }
    return {part: files for part, files in found.items() if files}


def _targets(name: str, sources: dict[str, dict[str, list[str]]], default: str) -> Iterator[str]:
    if any("runtime" in parts for parts in sources.values()):
        yield f'if("C" IN_LIST _{name}_languages)\n  find_package(Threads REQUIRED)\nendif()\n'
    for variant, parts in sources.items():
        yield _HEADERS.format(name=name, variant=variant)
        for part, files in parts.items():
            yield _library(name, variant, part, files)
    yield _ALIAS.format(name=name, variant=default, part="headers", of=f"{name}::{default}::headers")
    for part in sources[default]:
        yield _ALIAS.format(name=name, variant=default, part=part, of=f"{name}_{default}_{part}")


def _library(name: str, variant: str, part: str, files: list[str]) -> str:
    prefix = f"${{_{name}_prefix}}"
    target = f"{name}_{variant}_{part}"
    folders = sorted({file.rpartition("/")[0] for file in files})
    more = ""
    if part == "mock":
        more = f'  target_include_directories({target} PUBLIC "{prefix}/{folders[0]}")\n'
    return _LIBRARY.format(
        name=name,
        variant=variant,
        part=part,
        target=target,
        sources="\n".join(f'    "{prefix}/{file}"' for file in files),
        includes="\n".join(f'    "{prefix}/{folder}"' for folder in folders),
        libraries=_LIBRARIES[part],
        more=more,
    ).replace(" )\n", ")\n")


def _version(name: str, version: str) -> str:
    """Compatible is what semantic versioning calls so: before 1.0, each minor version is a new interface."""
    numbers = [str(int(n)) for n in re.split(r"[-+]", version)[0].split(".")]
    kept = numbers[:2] if numbers[0] == "0" and len(numbers) > 1 else numbers[:1]
    return _VERSION.format(
        name=name,
        number=".".join(numbers),
        major=".".join(kept),
        level="minor version" if len(kept) > 1 else "major version",
        pattern=r"\\.".join(kept),
    )
