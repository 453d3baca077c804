"""Settings with which a test makes a service's web application."""

from __future__ import annotations

from shared.identity.testing import private_jwk, public_jwk, test_key
from shared.web.settings import WebSettings


def test_settings(service: str, *, csrf: bool = False) -> WebSettings:  # noqa: PT028 - a maker, no test
    """Keys of this test run; forms need no CSRF token and nobody is slowed down, unless ``csrf`` is asked for."""
    return WebSettings(
        service=service,
        token_public_key=public_jwk(test_key()),
        token_private_key=private_jwk(test_key()) if service == "registration" else None,
        secret_key="for tests only",
        csrf=csrf,
    )


test_settings.__test__ = False  # type: ignore[attr-defined]
