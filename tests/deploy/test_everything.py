"""The whole of `make run`, once: every process of all services, on the real servers, with a small university.

Slow (about half a minute) because thirteen real programs start; what each of them does is tested elsewhere.
"""

import json
import time
import urllib.request
from collections.abc import Iterator

import pytest

from deploy.embedded import university
from deploy.embedded.instance import Instance, started
from deploy.embedded.processes import Trouble
from deploy.embedded.services import SERVICES
from tests.deploy.test_cli import tirkeu


def load_a_few(instance: Instance) -> None:
    """A university that is there quickly."""
    if instance.run("demo-university", "--students", "40"):
        raise Trouble("the small university could not be loaded")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    with started(Instance(tmp_path_factory.mktemp("whole") / "var", outside={}), load_a_few) as instance:
        yield instance


def get(instance: Instance, path: str) -> tuple[int, str]:
    """What a browser gets at the one address."""
    with urllib.request.urlopen(f"{instance.origin}{path}", timeout=30) as answer:
        return answer.status, answer.read().decode()


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_is_ready_behind_the_one_address(whole: Instance, service: str) -> None:
    assert get(whole, f"/{service}/health/ready")[0] == 200
    assert f"/{service}/api/v1/" in get(whole, f"/{service}/api/v1/openapi.json")[1]


def test_the_first_page_is_one_where_a_person_can_begin(whole: Instance) -> None:
    status, page = get(whole, "/")
    assert status == 200
    assert "<form" in page


def test_there_is_a_demo_account_for_each_role_that_the_summer_needs(whole: Instance) -> None:
    roles = {person.role for person in university.accounts(whole)}
    assert {"student", "specialist", "dean", "rectorate", "finance", "teacher"} <= roles


def test_all_that_the_load_told_arrives_and_nothing_is_parked(whole: Instance) -> None:
    deadline = time.monotonic() + 90
    while states := unfinished(whole):
        assert time.monotonic() < deadline, states
        time.sleep(0.5)


def unfinished(instance: Instance) -> dict[str, str]:
    """The services in which a message still waits, is not acknowledged, or was parked."""
    left = {}
    for service in SERVICES:
        told = tirkeu(service, "messages", "--json", TIRKEU_VAR=str(instance.var))
        assert told.returncode == 0, told.stderr
        state = json.loads(told.stdout)
        if state["waiting"] or state["unacknowledged"] or state["parked"]:
            left[service] = told.stdout
    return left
