"""The described API is true."""

from __future__ import annotations

from tests.databases import Bound
from tests.shared.web.described import try_described_api
from tests.shared.web.office import office_app


def test_whatever_is_sent_is_answered_as_described(tirkeu_databases: Bound) -> None:
    assert tirkeu_databases
    assert try_described_api(office_app(), "billing", examples=40) == 3
