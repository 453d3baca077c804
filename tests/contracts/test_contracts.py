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
LIST = Path(__file__).parent / "released.txt"
"""Name and version of every message that was ever released; it only grows."""
CONTRACTS = sorted(REGISTRY.values(), key=lambda c: (c.name, c.version))
RELEASED = [(name, int(version)) for name, version in map(str.split, LIST.read_text(encoding="utf-8").splitlines())]
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


@pytest.mark.parametrize(("name", "version"), RELEASED, ids=lambda part: str(part))
def test_a_message_of_each_released_version_is_still_heard_whole(name: str, version: int) -> None:
    path = SAMPLES / f"{name}.v{version}.json"
    assert path.is_file(), "the sample of a released version is never deleted: it may still be on its way"
    assert (name, version) in REGISTRY, "a released version is heard until nobody can send it any more"
    said = json.loads(path.read_text(encoding="utf-8"))
    assert (said["name"], said["version"]) == (name, version)
    assert contains(body_of(load(name, version, said["body"])), said["body"]), "a field that was said is not heard"


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda c: f"{c.name}-{c.version}")
def test_each_contract_is_on_the_list_of_released_versions_and_has_its_sample(contract: type[Message]) -> None:
    assert (contract.name, contract.version) in RELEASED, "python -m tests.contracts.write_samples"
    assert (SAMPLES / f"{contract.name}.v{contract.version}.json").is_file()


def test_the_list_of_released_versions_names_every_sample() -> None:
    assert {path.name for path in SAMPLES.glob("*.json")} == {f"{name}.v{version}.json" for name, version in RELEASED}
    assert len(RELEASED) >= 120, "it only grows"


def contains(heard: Any, said: Any) -> bool:
    """Whether all that was said is there, in lists one by one; what came later may stand beside it."""
    if isinstance(said, dict):
        return isinstance(heard, dict) and all(key in heard and contains(heard[key], said[key]) for key in said)
    if isinstance(said, list):
        return len(heard) == len(said) and all(map(contains, heard, said))
    return bool(heard == said)
