"""A university, and keys for seals."""

from __future__ import annotations

import json

import pytest
from joserfc.jwk import OKPKey
from sqlalchemy.orm import Session

from services.grading.settings import PRIVATE, PUBLIC
from tests.grading.university import University

KEY = OKPKey.generate_key("Ed25519")


@pytest.fixture(autouse=True)
def seal_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment of grading as far as seals are concerned."""
    monkeypatch.setenv(PRIVATE, json.dumps(KEY.as_dict(private=True)))
    monkeypatch.setenv(PUBLIC, json.dumps(KEY.as_dict(private=False)))


@pytest.fixture
def university(grading_db: Session) -> University:
    """A section nobody is on yet."""
    return University(grading_db)
