"""Every contract travels as JSON unharmed, is named as the office speaks, and old samples still load."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import shared.contracts.anonymity
import shared.contracts.billing
import shared.contracts.grading
import shared.contracts.notifications
import shared.contracts.registration
import shared.contracts.review_acts
import shared.contracts.reviews  # noqa: F401
from shared.contracts.base import REGISTRY, Message, task_name
from shared.messaging.codec import UnknownContract, body_of, load
from shared.money import Money

SAMPLES = Path(__file__).parent / "samples"
CONTRACTS = sorted(REGISTRY.values(), key=lambda c: (c.name, c.version))
SERVICES = {"registration", "grading", "billing", "notifications"}

st.register_type_strategy(Decimal, st.decimals(allow_nan=False, allow_infinity=False))
st.register_type_strategy(Money, st.integers(-(10**15), 10**15).map(Money))
st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda c: f"{c.name}-{c.version}")
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_what_is_said_is_what_is_heard(contract: type[Message], data: Any) -> None:
    message = data.draw(st.from_type(contract))
    wire = json.loads(json.dumps(body_of(message)))
    assert load(contract.name, contract.version, wire) == message


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda c: f"{c.name}-{c.version}")
def test_a_contract_bears_none_of_the_names_that_are_its_own(contract: type[Message]) -> None:
    assert not {"name", "version", "kind", "owner", "hearers"} & {field.name for field in fields(contract)}
    assert set(contract.hearers) <= SERVICES and contract.hearers


def test_a_task_is_named_by_its_contract() -> None:
    names = {task_name(c, hearer) for c in CONTRACTS for hearer in c.hearers}
    assert {"billing.issue_invoice", "registration.on_invoice_paid", "notifications.notify"} <= names
    assert len(names) == sum(len(c.hearers) for c in CONTRACTS)


def test_what_a_newer_sender_adds_is_left_out_by_an_older_hearer() -> None:
    contract = REGISTRY["billing.cancel_invoice", 1]
    body = {"case_id": "00000000-0000-0000-0000-000000000001", "why": "lapsed", "added_later": 1}
    assert body_of(load(contract.name, 1, body)) == {"case_id": body["case_id"], "why": "lapsed"}


def test_an_unknown_contract_is_told_from_a_damaged_one() -> None:
    with pytest.raises(UnknownContract):
        load("billing.cancel_invoice", 99, {})


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.json")), ids=lambda p: p.stem)
def test_a_sample_of_each_released_version_still_loads(sample: Path) -> None:
    said = json.loads(sample.read_text(encoding="utf-8"))
    load(said["name"], said["version"], said["body"])


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda c: f"{c.name}-{c.version}")
def test_each_contract_has_its_sample(contract: type[Message]) -> None:
    assert (SAMPLES / f"{contract.name}.v{contract.version}.json").is_file()
