"""What billing reads from the environment, once."""

from __future__ import annotations

from functools import cache

from shared.settings import ServiceSettings


@cache
def settings() -> ServiceSettings:
    """Billing's settings."""
    return ServiceSettings.from_env("billing")
