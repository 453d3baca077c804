"""Loading records into the services: each takes its own part of the same source into its own schema, all at once."""

import json
import subprocess
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from deploy.embedded import programs
from deploy.embedded.services import SERVICES
from shared.migrations import ROOT

COMMAND = "load-records"


def load(*options: str) -> dict[str, Any] | None:
    """Each service's `load-records`; what they report, or nothing when one of them failed (it has said why)."""
    begun = {
        service: subprocess.Popen(
            programs.tirkeu(service, COMMAND, *options, "--json"), cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        for service in SERVICES
        if takes_records(service)
    }
    told = {service: process.communicate()[0] for service, process in begun.items()}
    if any(process.returncode for process in begun.values()):
        return None
    return {service: json.loads(text) for service, text in told.items()}


def takes_records(service: str) -> bool:
    """Whether any of the records concern this service."""
    if find_spec(f"services.{service}.cli") is None:
        return False
    return COMMAND in import_module(f"services.{service}.cli").group.commands
