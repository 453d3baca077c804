"""After an upgrade: who has to tell the others again what they keep of them does so, once."""

from collections.abc import Callable, Mapping

from deploy.embedded.processes import Trouble
from shared.messaging.copies import copies_told, wanted_copies
from shared.migrations import owner


def tell_again(owners: Mapping[str, str], run: Callable[..., int], say: Callable[[str], None]) -> None:
    """Run `republish` of each service that a step of another's tables asks for; what it tells waits in its outbox.

    `owners` are the addresses by which services are migrated. Ended in between, it is done again: the versions decide.
    """
    wanted = {service: _wanted(address) for service, address in owners.items()}
    for sender in sorted({sender for senders in wanted.values() for sender in senders}):
        say(f"{sender.capitalize()} tells the others again what they keep of it: their tables have room for more")
        if run(sender, "republish"):
            raise Trouble(f"`tirkeu {sender} republish` failed; it has said why above.")
    for service, senders in wanted.items():
        with owner(owners[service]) as connection:
            copies_told(connection, senders)


def _wanted(address: str) -> list[str]:
    with owner(address) as connection:
        return wanted_copies(connection)
