"""What a new instance is filled with, and whom one can sign in as."""

import json
import subprocess
from dataclasses import dataclass

from deploy.embedded import programs
from deploy.embedded.databases import administration
from deploy.embedded.instance import Instance
from deploy.embedded.processes import Trouble
from shared import migrations

OTHERS = """
SELECT EXISTS (SELECT FROM people) AND NOT EXISTS (SELECT FROM records_loads WHERE source LIKE 'generated:%')
"""


@dataclass(frozen=True)
class Account:
    """Somebody to sign in as, for whoever wants to look around."""

    role: str
    login: str
    password: str


def fill(instance: Instance) -> None:
    """Load the demo university into an empty instance, once; other people's records stay alone."""
    done = instance.var / "university"
    if done.exists() or holds_others(instance):
        return
    instance.say("Filling the demo university; this takes a little while, the first time only")
    if instance.run("demo-university"):
        raise Trouble("The demo university could not be loaded; the lines above say why.")
    done.write_text("generated\n", "utf-8")


def make_ready(instance: Instance) -> None:
    """In rehearsal, let a summer term of the demo university be open for applications; a try that failed goes on."""
    done, ours = instance.var / "summer", (instance.var / "university").exists() and instance.admin_url
    if done.exists() or not ours or instance.outside.get("TIRKEU_REHEARSAL") != "1":
        return
    from deploy.rehearsal.ready import make_ready as play  # only the first start needs the players

    def say(line: str) -> None:
        instance.check()
        instance.say(line)

    play(instance, say)
    done.write_text("published\n", "utf-8")


def holds_others(instance: Instance) -> bool:
    """Whether people are there whom no demo university has brought (a server of the user's own)."""
    with administration(instance.environment("registration")["TIRKEU_REGISTRATION_DATABASE_URL"]) as db:
        return db.execute(OTHERS).fetchone() == (True,)


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
