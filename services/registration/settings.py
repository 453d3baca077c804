"""What registration reads from the environment, once."""

from __future__ import annotations

from functools import cache

from shared.settings import ServiceSettings


@cache
def settings() -> ServiceSettings:
    """Registration's settings; it alone holds the key that signs tokens (design: Identity)."""
    return ServiceSettings.from_env("registration")
