"""What a new instance is filled with, and whom one can sign in as."""

import json
import subprocess
from dataclasses import dataclass

from deploy.embedded import programs
from deploy.embedded.instance import Instance
from deploy.embedded.processes import Trouble
from shared import migrations


@dataclass(frozen=True)
class Account:
    """Somebody to sign in as, for whoever wants to look around."""

    role: str
    login: str
    password: str


def fill(instance: Instance) -> None:
    """Load the demo university; where one is already, the command changes nothing."""
    if instance.run("demo-university"):
        raise Trouble("The demo university could not be loaded; the lines above say why.")


def accounts(instance: Instance) -> list[Account]:
    """One demo account a role, as registration knows them; none when the people are real."""
    asked = subprocess.run(
        programs.tirkeu("registration", "demo-accounts", "--json"),
        env=instance.environment("registration"),
        cwd=migrations.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if asked.returncode:
        return []
    return [Account(row["role"], row["login"], row["password"]) for row in json.loads(asked.stdout)]
