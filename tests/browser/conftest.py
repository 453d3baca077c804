"""One instance for all browser tests of this folder, and a window for each person in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.office import Office, running
from tests.browser.person import Person, person

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Comes = Callable[..., Person]


@pytest.fixture(scope="package")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The running university, until the tests of this folder are done with it."""
    with running(tmp_path_factory.mktemp("office") / "var") as made:
        yield made


@pytest.fixture
def comes(chromium: Browser, office: Office) -> Iterator[Comes]:
    """Somebody comes with a browser of his own and signs in: his role, his language, his size, JavaScript or none."""
    with ExitStack() as stack:

        def come(role: str, language: str, **window: Any) -> Person:
            somebody = stack.enter_context(person(chromium, office, role, **window))
            somebody.sign_in(language)
            return somebody

        yield come
