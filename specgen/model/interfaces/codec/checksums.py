"""Checksums of structures, as numbers of the member's size; SHA-256 as bytes."""

from __future__ import annotations

from functools import cache

# The reflected polynomials of CRC-32C (Castagnoli) and CRC-64/XZ (ECMA-182).
_POLYNOMIALS = {"crc32c": (32, 0x82F63B78), "crc64": (64, 0xC96C5795D7870F42)}


def checksum(algorithm: str, data: bytes) -> bytes:
    """Return the checksum, least significant byte first; ``sha256`` as its 32 bytes.

    ``crc32`` is that of zlib and Ethernet, ``crc32c`` that of iSCSI, ``crc64`` CRC-64/XZ, ``sum32`` the sum of all bytes
    modulo 2^32.
    """
    if algorithm == "sha256":
        from hashlib import sha256

        return sha256(data).digest()
    if algorithm == "crc32":
        from zlib import crc32

        return crc32(data).to_bytes(4, "little")
    if algorithm == "sum32":
        return (sum(data) & 0xFFFFFFFF).to_bytes(4, "little")
    width, _ = _POLYNOMIALS[algorithm]
    return _crc(algorithm, data).to_bytes(width // 8, "little")


def _crc(algorithm: str, data: bytes) -> int:
    width, _ = _POLYNOMIALS[algorithm]
    table = _table(algorithm)
    value = ones = (1 << width) - 1
    for byte in data:
        value = table[(value ^ byte) & 255] ^ (value >> 8)
    return value ^ ones


@cache
def _table(algorithm: str) -> tuple[int, ...]:
    _, polynomial = _POLYNOMIALS[algorithm]
    table = []
    for value in range(256):
        for _ in range(8):
            value = (value >> 1) ^ (polynomial if value & 1 else 0)
        table.append(value)
    return tuple(table)
