"""An environment for four services in one process: keys for the seals, a folder for their mail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from joserfc.jwk import OKPKey

from services.grading.settings import PRIVATE, PUBLIC

KEY = OKPKey.generate_key("Ed25519")


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What `make run` would set."""
    monkeypatch.setenv(PRIVATE, json.dumps(KEY.as_dict(private=True)))
    monkeypatch.setenv(PUBLIC, json.dumps(KEY.as_dict(private=False)))
    monkeypatch.setenv("TIRKEU_VAR", str(tmp_path))
