"""A wheel of the Python package: pure, typed, the same bytes each time."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256

_METADATA = """\
Metadata-Version: 2.1
Name: {name}
Version: {version}
Summary: {summary}
Requires-Python: >=3.11
"""
_WHEEL = """\
Wheel-Version: 1.0
Generator: specgen ({specgen})
Root-Is-Purelib: true
Tag: py3-none-any
"""
_PRE = re.compile(r"-(alpha|a|beta|b|rc|dev)[.-]?(\d*)", re.IGNORECASE)
_PHASES = {"alpha": "a", "a": "a", "beta": "b", "b": "b", "rc": "rc", "dev": ".dev"}


def wheel_name(package: str, version: str) -> str:
    """Return the file name of a package's wheel."""
    return f"{_distribution(package)}-{python_version(version)}-py3-none-any.whl"


def wheel(
    package: str, version: str, summary: str, modules: Mapping[str, bytes], *, specgen: str, time: int,
    licence: bytes | None = None,
) -> bytes:  # fmt: skip
    """Return a wheel of modules by path, such as ``demo/enums.py``; all that is in it is of one time (seconds since 1970).

    What NumPy or cffi is imported by may be asked for with the wheel: the extras ``numpy`` and ``cffi``.
    """
    distribution, number = _distribution(package), python_version(version)
    info = f"{distribution}-{number}.dist-info"
    metadata = _METADATA.format(name=distribution, version=number, summary=_line(summary))
    for module in ("numpy", "cffi"):
        if any(f"import {module}".encode() in data for data in modules.values()):
            metadata += f'Provides-Extra: {module}\nRequires-Dist: {module} ; extra == "{module}"\n'
    files = {**modules, f"{info}/METADATA": metadata.encode()}
    files[f"{info}/WHEEL"] = _WHEEL.format(specgen=specgen).encode()
    if licence is not None:
        files[f"{info}/LICENSE"] = licence
    record = "".join(f"{path},sha256={_digest(data)},{len(data)}\n" for path, data in sorted(files.items()))
    return _zipped({**files, f"{info}/RECORD": f"{record}{info}/RECORD,,\n".encode()}, time)


def python_version(version: str) -> str:
    """Return a version as Python packages write it: ``1.2-rc.1`` is ``1.2rc1``; other words after it are local ones."""
    numbers, rest = re.fullmatch(r"([\d.]+)(.*)", version, re.DOTALL).groups()  # type: ignore[union-attr]  # specs have no other
    release = ".".join(str(int(n)) for n in numbers.split("."))
    suffix, _, local = rest.partition("+")
    if (pre := _PRE.fullmatch(suffix)) is not None:
        release += _PHASES[pre[1].lower()] + str(int(pre[2] or 0))
    else:
        local = f"{suffix}.{local}"
    words = [w.lower() for w in re.split(r"[^A-Za-z0-9]+", local) if w]
    return f"{release}+{'.'.join(str(int(w)) if w.isdigit() else w for w in words)}" if words else release


def _distribution(package: str) -> str:
    """A package's name as file names of wheels have it."""
    return re.sub(r"_+", "_", package).strip("_").lower()


def _line(summary: str) -> str:
    return " ".join(summary.split()) or "Generated bindings."


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(sha256(data).digest()).rstrip(b"=").decode()


def _zipped(files: Mapping[str, bytes], time: int) -> bytes:
    """A ZIP file, not compressed: how well that is done differs between machines, and the bundle is."""
    moment = datetime.fromtimestamp(time, UTC).timetuple()[:6]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for path, data in sorted(files.items(), key=lambda item: (".dist-info/" in item[0], item[0])):
            entry = zipfile.ZipInfo(path, moment)
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            archive.writestr(entry, data)
    return out.getvalue()
