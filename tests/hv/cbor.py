# SPDX-License-Identifier: Apache-2.0
"""A decoder of deterministic CBOR, for the part that the audit log uses. It refuses whatever is not
the one encoding that RFC 8949, section 4.2.1 allows: long heads, and keys out of order.
"""

from __future__ import annotations

from typing import Any

NULL = 0xF6


class CborError(Exception):
    """Not deterministic CBOR, or not the part that is understood here."""


def _head(data: bytes, at: int) -> tuple[int, int, int]:
    major, info = data[at] >> 5, data[at] & 31
    if info < 24:
        return major, info, at + 1
    if info > 27:
        raise CborError(f"head {data[at]:#x} at {at}")
    size = 1 << (info - 24)
    value = int.from_bytes(data[at + 1 : at + 1 + size], "big")
    if value < (24 if size == 1 else 1 << (4 * size)):
        raise CborError(f"head at {at} is not the shortest")
    return major, value, at + 1 + size


def _item(data: bytes, at: int) -> tuple[Any, int]:
    if data[at] == NULL:
        return None, at + 1
    major, value, at = _head(data, at)
    if major == 0:
        return value, at
    if major in (2, 3):
        if at + value > len(data):
            raise CborError("string ends outside")
        raw = data[at : at + value]
        return (raw if major == 2 else raw.decode("utf-8")), at + value
    if major == 4:
        items = []
        for _ in range(value):
            item, at = _item(data, at)
            items.append(item)
        return items, at
    if major == 5:
        return _map(data, at, value)
    raise CborError(f"major type {major}")


def _map(data: bytes, at: int, count: int) -> tuple[dict[Any, Any], int]:
    result = {}
    last = b""
    for _ in range(count):
        start = at
        key, at = _item(data, at)
        if data[start:at] <= last:
            raise CborError(f"key {key!r} is out of order")
        last = data[start:at]
        result[key], at = _item(data, at)
    return result, at


def decode(data: bytes) -> Any:
    """The one item that `data` holds."""
    item, at = _item(data, 0)
    if at != len(data):
        raise CborError("bytes behind the item")
    return item
