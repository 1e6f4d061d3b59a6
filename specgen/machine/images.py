"""Raw images: files of bytes, and arrays in NumPy's own format."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from specgen.source.writing import write_whole

if TYPE_CHECKING:
    import numpy.typing as npt

MOST_BYTES = 1 << 30


class ImageError(ValueError):
    """A file that cannot be loaded; the message says why."""


def read_image(path: Path | str) -> bytes:
    """The bytes of a raw image of up to 1 GiB.

    Raises:
        ImageError: it cannot be read, or is larger.
    """
    file = Path(path)
    try:
        if file.stat().st_size > MOST_BYTES:
            raise ImageError(f"{file}: larger than {MOST_BYTES} bytes")
        return file.read_bytes()
    except OSError as error:
        raise ImageError(f"{file}: {error.strerror}") from None


def read_array(path: Path | str) -> npt.NDArray[Any]:
    """The array in a ``.npy`` file; objects in it are refused.

    Raises:
        ImageError: it cannot be read or holds no array of numbers.
    """
    import numpy as np

    try:
        array = np.load(Path(path), allow_pickle=False)
    except OSError as error:
        raise ImageError(f"{path}: {error.strerror or error}") from None
    except (ValueError, EOFError, SyntaxError) as error:
        raise ImageError(f"{path}: no NumPy array: {error}") from None
    if not isinstance(array, np.ndarray) or array.dtype.kind not in "biuf":
        raise ImageError(f"{path}: holds no numbers")
    return array


def write_array(path: Path | str, array: npt.NDArray[Any]) -> None:
    """Writes a ``.npy`` file, whole or not at all."""
    import numpy as np

    data = BytesIO()
    np.save(data, array, allow_pickle=False)
    write_whole(path, data.getvalue())
