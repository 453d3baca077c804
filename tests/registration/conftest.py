"""Fixtures of registration's tests."""

import json

import pytest
from joserfc.jwk import OKPKey
from sqlalchemy.orm import Session

from services.registration.settings import PRIVATE, PUBLIC
from tests.registration.summer import Summer

KEY = OKPKey.generate_key("Ed25519")


@pytest.fixture(autouse=True)
def sealing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The keys with which orders are sealed, as `make run` would set them."""
    monkeypatch.setenv(PRIVATE, json.dumps(KEY.as_dict(private=True)))
    monkeypatch.setenv(PUBLIC, json.dumps(KEY.as_dict(private=False)))


@pytest.fixture
def summer(registration_db: Session) -> Summer:
    """A published summer term on the first moment of its window."""
    return Summer(registration_db)
