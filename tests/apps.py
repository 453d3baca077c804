"""The web applications of the services, made once a run: making one and its templates costs more than most tests.

They keep nothing between requests: what is in the databases is the test's own, whoever is signed in is the client's.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

from flask import Flask

from shared.web.testing import test_settings
from tests.described_answers import compared


@cache
def app_of(service: str) -> Flask:
    """The application of a service; a test that changes its settings makes one of its own."""
    made: Flask = import_module(f"services.{service}.app").create_app(test_settings(service))
    return compared(made, service)
