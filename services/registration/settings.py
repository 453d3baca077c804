"""What registration reads from the environment, once."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from functools import cache
from hashlib import sha256

from shared.settings import ServiceSettings


@cache
def settings() -> ServiceSettings:
    """Registration's settings; it alone holds the key that signs tokens (design: Identity)."""
    return ServiceSettings.from_env("registration")


def lot_seed(term: str, env: Mapping[str, str] = os.environ) -> str:
    """The seed of a term's lot: nobody's choice (D2), but for a rehearsal, where the same lots fall every time."""
    named = env.get("TIRKEU_LOT_SEED") if env.get("TIRKEU_REHEARSAL") == "1" else None
    return sha256(f"{named}:{term}".encode()).hexdigest()[:32] if named else secrets.token_hex(16)
