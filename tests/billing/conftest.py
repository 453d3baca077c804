"""Billing's tests begin with a small university."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.billing import world


@pytest.fixture
def office(billing_db: Session) -> Session:
    """A session with an account, a price and two students; undone after the test."""
    world.found(billing_db)
    return billing_db
