"""A notice as an e-mail message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Protocol
from uuid import UUID

SENDER = "office@tirkeu.example"


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent to whom; the id of the delivery is the message's own, also when it is sent again."""

    delivery_id: UUID
    name: str
    address: str
    language: str
    sender_name: str
    subject: str
    text: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a letter: its proof, or the error and whether trying again is of no use."""

    delivery_id: UUID
    proof: str | None = None
    error: str | None = None
    for_good: bool = False


class Post(Protocol):
    """A way of sending letters; it raises nothing, each letter has its outcome."""

    def send(self, letters: Sequence[Letter]) -> list[Outcome]: ...


def message_of(letter: Letter, sender: str = SENDER) -> EmailMessage:
    """The message. Raises ValueError for an address that is none."""
    message = EmailMessage(policy=SMTP)
    user, _, domain = letter.address.rpartition("@")
    message["From"] = Address(letter.sender_name, *_parts(sender))
    message["To"] = Address(_line(letter.name), user, domain)
    message["Subject"] = _line(letter.subject)
    message["Date"] = format_datetime(letter.written_at)
    message["Message-ID"] = f"<{letter.delivery_id}@{sender.rpartition('@')[2]}>"
    message["Content-Language"] = letter.language
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    if not user or not domain:
        raise ValueError(f"not an address: {letter.address!r}")
    return message


def _parts(address: str) -> tuple[str, str]:
    user, _, domain = address.rpartition("@")
    return user, domain


def _line(text: str) -> str:
    """One line: a header can't hold two."""
    return " ".join(text.split())
