"""The browser of the browser tests: the system's chromium, which downloads and reports nothing."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-domain-reliability",
    "--disable-gpu",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
)
MISSING = "no chromium on this machine (TIRKEU_CHROMIUM names one)"


def path() -> str | None:
    """Where the browser is, if there is one."""
    return os.environ.get("TIRKEU_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def browser() -> Iterator["Browser"]:
    """A running browser; a machine without one skips the test and says so."""
    found = path()
    if found is None:
        pytest.skip(MISSING)
    from playwright.sync_api import sync_playwright

    # Chromium refuses its sandbox to root, as build machines often are; it only ever sees our own pages.
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=list(flags))
        yield running
        running.close()
