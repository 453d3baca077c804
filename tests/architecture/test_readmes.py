"""Each service's README lists exactly the messages that the contracts give it."""

import re

import pytest

from deploy.embedded.services import SERVICES
from shared.contracts import anonymity, billing, grading, notifications, registration, reviews
from shared.contracts.base import REGISTRY
from shared.migrations import ROOT

NAMED = re.compile(rf"`((?:{'|'.join(SERVICES)})\.[a-z_0-9]+)`")
FILES = {module.__name__ for module in (anonymity, registration, grading, billing, notifications, reviews)}
CONTRACTS = [contract for contract in REGISTRY.values() if contract.__module__ in FILES]


def listed(service: str, heading: str) -> set[str]:
    """The messages that a README names under a heading."""
    text = (ROOT / "services" / service / "README.md").read_text("utf-8")
    section = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    assert section, f"the README of {service} has no section '## {heading}'"
    return set(NAMED.findall(section[1]))


@pytest.mark.parametrize("service", SERVICES)
def test_the_commands_it_obeys_are_listed(service: str) -> None:
    obeyed = {contract.name for contract in CONTRACTS if contract.kind == "command" and contract.owner == service}
    assert listed(service, "Obeys") == obeyed


@pytest.mark.parametrize("service", SERVICES)
def test_the_events_it_tells_are_listed(service: str) -> None:
    told = {contract.name for contract in CONTRACTS if contract.kind == "event" and contract.owner == service}
    assert listed(service, "Tells") == told


@pytest.mark.parametrize("service", SERVICES)
def test_the_events_it_hears_are_listed(service: str) -> None:
    heard = {contract.name for contract in CONTRACTS if contract.kind == "event" and service in contract.hearers}
    assert listed(service, "Hears") == heard
