"""What notifications reads from the environment, once."""

from functools import cache

from shared.settings import ServiceSettings


@cache
def settings() -> ServiceSettings:
    """The settings; ``smtp_url`` and ``var`` decide where e-mail goes."""
    return ServiceSettings.from_env("notifications")
