"""Fixtures of registration's tests."""

import pytest
from sqlalchemy.orm import Session

from tests.registration.summer import Summer


@pytest.fixture
def summer(registration_db: Session) -> Summer:
    """A published summer term on the first moment of its window."""
    return Summer(registration_db)
