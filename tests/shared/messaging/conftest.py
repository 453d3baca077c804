"""Two services' message tables, with commits that are real."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine

import shared.messaging.tables  # noqa: F401  # declares the tables
from shared import kernel
from tests.databases import Bound


@pytest.fixture
def two_services(tirkeu_databases: Bound) -> Bound:
    """Billing and registration, with the kernel's tables whether or not they have their own yet."""
    for service in ("billing", "registration"):
        owner = create_engine(tirkeu_databases.url(f"{service}_owner"))
        kernel.metadata.create_all(owner)
        owner.dispose()
    return tirkeu_databases
