"""Identifiers as clients make them."""

import itertools
import os
import time
import uuid

_count = itertools.count()


def uuid7(milliseconds=None):
    """A UUIDv7 (RFC 9562 section 5.7) in its canonical spelling."""
    milliseconds = time.time_ns() // 1_000_000 if milliseconds is None else milliseconds
    value = bytearray(milliseconds.to_bytes(6, "big") + os.urandom(10))
    value[6] = 0x70 | value[6] & 0x0F
    value[8] = 0x80 | value[8] & 0x3F
    return str(uuid.UUID(bytes=bytes(value)))


def mark(prefix="t"):
    """A word that no other record holds; ends in a letter, so that no mark begins another."""
    return f"{prefix}{os.getpid():x}{next(_count)}q"
