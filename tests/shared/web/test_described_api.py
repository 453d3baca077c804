"""The described API is true."""

from __future__ import annotations

from importlib import import_module

import pytest

from shared.identity.testing import private_jwk, public_jwk, test_key
from shared.web.testing import test_settings
from tests.databases import Bound
from tests.shared.web.described import try_described_api
from tests.shared.web.office import office_app
from tests.shared.web.test_routes import BUILT


def test_whatever_is_sent_is_answered_as_described(tirkeu_databases: Bound) -> None:
    assert tirkeu_databases
    assert try_described_api(office_app(), "billing", examples=20) == 4


@pytest.mark.parametrize("service", BUILT)
def test_the_api_of_a_service_is_as_described(
    tirkeu_databases: Bound, service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tirkeu_databases
    monkeypatch.setenv("TIRKEU_SEAL_PUBLIC_KEY", public_jwk(test_key()))
    monkeypatch.setenv("TIRKEU_SEAL_PRIVATE_KEY", private_jwk(test_key()))
    app = import_module(f"services.{service}.app").create_app(test_settings(service))
    app.config["PROPAGATE_DEFECTS"] = False
    assert try_described_api(app, service, examples=3) > 0
