"""Raw images: files of bytes, and arrays in NumPy's own formats."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile, is_zipfile

from specgen.source.writing import write_whole

if TYPE_CHECKING:
    import numpy.typing as npt

MOST_BYTES = 1 << 30
_MOST_UNPACKED = 1 << 33


class ImageError(ValueError):
    """A file that cannot be loaded; the message says why."""


def read_image(path: Path | str) -> bytes:
    """The bytes of a raw image of up to 1 GiB.

    Raises:
        ImageError: it cannot be read, or is larger.
    """
    file = Path(path)
    try:
        with file.open("rb") as stream:
            size = file.stat().st_size if file.is_file() else MOST_BYTES
            data = stream.read(min(size, MOST_BYTES) + 1)
    except OSError as error:
        raise ImageError(f"{file}: {error.strerror}") from None
    if len(data) > MOST_BYTES:
        raise ImageError(f"{file}: larger than {MOST_BYTES} bytes")
    return data


def read_array(path: Path | str) -> npt.NDArray[Any]:
    """The array in a ``.npy`` file; objects in it are refused.

    Raises:
        ImageError: it cannot be read or holds no array of numbers.
    """
    arrays = read_arrays(path)
    if list(arrays) != ["array"]:
        raise ImageError(f"{path}: holds {', '.join(arrays) or 'nothing'}; one array is a .npy file")
    return arrays["array"]


def read_arrays(path: Path | str) -> dict[str, npt.NDArray[Any]]:
    """The arrays in a ``.npz`` file by name, or as ``array`` the one in a ``.npy`` file; objects are refused.

    Raises:
        ImageError: it cannot be read, or does not hold numbers alone, of up to 64 bits.
    """
    from tokenize import TokenError

    import numpy as np

    try:
        if is_zipfile(path):
            _bounded(path)
        found = np.load(path, allow_pickle=False)
        arrays = {"array": found} if isinstance(found, np.ndarray) else dict(found)
    except OSError as error:
        raise ImageError(f"{path}: {error.strerror or error}") from None
    except (
        ValueError,
        EOFError,
        SyntaxError,
        TokenError,
        RuntimeError,
        BadZipFile,
    ) as error:
        why = f": {error}" if str(error).startswith("Failed to read all data") else ""
        raise ImageError(f"{path}: holds no array that NumPy reads{why}") from None
    except (MemoryError, OverflowError):
        raise ImageError(f"{path}: its array does not fit into memory") from None
    for each in arrays.values():
        if not isinstance(each, np.ndarray) or each.dtype.kind not in "biuf" or each.dtype.itemsize > 8:
            raise ImageError(f"{path}: holds {getattr(each, 'dtype', 'bytes')}, no numbers")
    return arrays


def _bounded(path: Path | str) -> None:
    """Refuse a ``.npz`` file that would grow without end."""
    with ZipFile(path) as file:
        if sum(each.file_size for each in file.infolist()) > _MOST_UNPACKED:
            raise ValueError(f"more than {_MOST_UNPACKED} bytes")


def write_array(path: Path | str, array: npt.NDArray[Any]) -> None:
    """Writes a ``.npy`` file, whole or not at all."""
    import numpy as np

    data = BytesIO()
    np.save(data, array, allow_pickle=False)
    write_whole(path, data.getvalue())
