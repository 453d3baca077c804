"""Amounts of tenge as whole tiyn, read exactly: nothing finer is cut or rounded (R14.1)."""

from __future__ import annotations

import re

_WRITTEN = re.compile(r"(-?)(\d{1,15})(?:[.,](\d{0,2})0*)?", re.ASCII)


def read_tiyn(written: str) -> int:
    """Read ``160000``, ``202742.8`` or ``4000,00`` (banks drop trailing zeros, R14.4). Raises ValueError."""
    found = _WRITTEN.fullmatch(written.replace("\u00a0", "").replace(" ", ""))
    if not found:
        raise ValueError(f"not an amount of tenge: {written!r}")
    sign, whole, part = found.groups()
    tiyn = int(whole) * 100 + int((part or "").ljust(2, "0"))
    return -tiyn if sign else tiyn


def write_tiyn(tiyn: int) -> str:
    """The machine form, ``1234.50``."""
    sign, rest = ("-", -tiyn) if tiyn < 0 else ("", tiyn)
    return f"{sign}{rest // 100}.{rest % 100:02d}"
