"""E-mail: files, a mail server that is down and comes up, addresses that are none."""

import email
import socket
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select, update

from services.notifications.domain.channels import TRIES
from services.notifications.models import Delivery
from services.notifications.post import FilePost, Letter, Outcome, Post, SmtpPost
from services.notifications.post.letter import message_of
from services.notifications.usecases import notices, people
from services.notifications.usecases.sending import LEASE, sweep, try_again
from shared.clock import set_office
from shared.db import Database
from shared.errors import Refused
from tests.databases import Bound
from tests.notifications.conftest import NOON, notice, person

ORIGIN = "http://localhost:8000"


@pytest.fixture
def database(undone_databases: Bound) -> Database:
    with undone_databases.notifications.transaction() as session:
        set_office(session, NOON)
    return undone_databases.notifications


def told(database: Database, *, address: str | None = "aigerim@tirkeu.example", required: bool = False) -> UUID:
    """Somebody with this address is told something; her id."""
    who = person(email=address, language="ru")
    with database.transaction() as session:
        people.keep(session, [who])
        notices.make(session, [notice(who.person_id, f"k:{who.person_id}", required=required)])
    return who.person_id


def delivery(database: Database, who: UUID) -> Delivery:
    with database.read() as session:
        return session.scalars(select(Delivery).where(Delivery.person_id == who, Delivery.channel == "email")).one()


def content_of(written: Path) -> str:
    """What the letter in a file says."""
    message = email.message_from_bytes(written.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    content: str = message.get_content()
    return content


def header_of(written: Path, name: str) -> str:
    """A header as mail programs read it; the parser of the newer policy adds spaces between encoded words."""
    return str(make_header(decode_header(email.message_from_bytes(written.read_bytes())[name])))


def make_due(database: Database) -> None:
    """Let the pauses be over."""
    with database.transaction() as session:
        session.execute(update(Delivery).values(next_try_at=datetime.now(UTC) - timedelta(seconds=1)))


def test_without_a_mail_server_the_letter_is_a_file(database: Database, tmp_path: Path) -> None:
    who = told(database)
    assert sweep(database, FilePost(tmp_path), ORIGIN) == 1
    (written,) = tmp_path.glob("2026-06-01/*.eml")
    assert header_of(written, "To") == "Ахметова Айгерім Нұрланқызы <aigerim@tirkeu.example>"
    assert header_of(written, "Subject") == "Возвращено: 500,00 ₸"
    assert "/notifications/inbox/" in content_of(written)
    done = delivery(database, who)
    assert (done.status, done.proof) == ("sent", f"file 2026-06-01/{done.delivery_id}.eml")
    assert sweep(database, FilePost(tmp_path), ORIGIN) == 0, "once"


def test_the_letter_is_in_the_language_the_person_has_now(database: Database, tmp_path: Path) -> None:
    who = told(database)
    with database.transaction() as session:
        people.keep(session, [person(who, version=2, language="en")])
    sweep(database, FilePost(tmp_path), ORIGIN)
    (written,) = tmp_path.glob("*/*.eml")
    assert "Dear Ахметова Айгерім" in content_of(written)


def test_a_person_without_an_address_is_shown_to_the_office(database: Database, tmp_path: Path) -> None:
    who = told(database, address=None)
    sweep(database, FilePost(tmp_path), ORIGIN)
    assert delivery(database, who).status == "no_address"


def test_an_address_that_arrives_later_gets_what_the_law_requires(database: Database, tmp_path: Path) -> None:
    required, other = told(database, address=None, required=True), told(database, address=None)
    sweep(database, FilePost(tmp_path), ORIGIN)
    with database.transaction() as session:
        people.keep(session, [person(required, version=2), person(other, version=2)])
    sweep(database, FilePost(tmp_path), ORIGIN)
    assert (delivery(database, required).status, delivery(database, other).status) == ("sent", "no_address")


def test_a_notice_that_comes_before_its_person_waits_for_him(database: Database, tmp_path: Path) -> None:
    who = uuid4()
    with database.transaction() as session:
        notices.make(session, [notice(who)])
    sweep(database, FilePost(tmp_path), ORIGIN)
    waiting = delivery(database, who)
    assert (waiting.status, waiting.tries) == ("waiting", 1)
    with database.transaction() as session:
        people.keep(session, [person(who)])
    make_due(database)
    sweep(database, FilePost(tmp_path), ORIGIN)
    assert delivery(database, who).status == "sent"


def test_an_address_that_is_none_fails_at_once_and_harms_no_other(database: Database, tmp_path: Path) -> None:
    bad, good = told(database, address="nonsense"), told(database)
    sweep(database, FilePost(tmp_path), ORIGIN)
    assert (delivery(database, bad).status, delivery(database, good).status) == ("failed", "sent")


def test_after_the_last_try_it_has_failed_and_the_office_can_try_again(database: Database, tmp_path: Path) -> None:
    who = told(database)
    folder = tmp_path / "mail"
    folder.write_text("a file where the folder should be")
    with database.transaction() as session:
        session.execute(update(Delivery).where(Delivery.channel == "email").values(tries=TRIES - 1))
    sweep(database, FilePost(folder), ORIGIN)
    failed = delivery(database, who)
    assert failed.status == "failed"
    assert "Error" in (failed.error or "")
    folder.unlink()
    with database.transaction() as session:
        try_again(session, failed.delivery_id)
    sweep(database, FilePost(folder), ORIGIN)
    assert delivery(database, who).status == "sent"
    with pytest.raises(Refused, match=r"R13\.2"), database.transaction() as session:
        try_again(session, failed.delivery_id)


def test_what_a_dead_worker_had_taken_is_taken_again(database: Database, tmp_path: Path) -> None:
    who = told(database)
    with pytest.raises(SystemExit):
        sweep(database, Killed(), ORIGIN)
    assert sweep(database, FilePost(tmp_path), ORIGIN) == 0, "it may still be under way"
    assert delivery(database, who).next_try_at > datetime.now(UTC) + LEASE - timedelta(minutes=1)
    make_due(database)
    sweep(database, FilePost(tmp_path), ORIGIN)
    assert delivery(database, who).status == "sent"


@pytest.mark.parametrize(
    "address",
    ["nonsense", "a b@c.example", "a@b@c.example", "a,b@c.example", "a@b.example\r\nBcc: c@d.example", "ә@b.example"],
)
def test_no_address_smuggles_a_header_in(address: str) -> None:
    with pytest.raises(ValueError, match="not an address"):
        message_of(letter(address=address))


def test_no_name_or_subject_smuggles_a_header_in() -> None:
    message = email.message_from_bytes(message_of(letter(name="A\r\nBcc: c@d.example", subject="B\nBcc: c@d.example")))
    assert message["Bcc"] is None
    assert str(make_header(decode_header(message["Subject"]))) == "B Bcc: c@d.example"


def letter(*, address: str = "a@b.example", name: str = "Айгерім", subject: str = "x") -> Letter:
    return Letter(uuid4(), name, address, "kk", "Тіркеуші кеңсесі", subject, "мәтін", NOON)


class Killed:
    """A process that dies while it sends."""

    def send(self, letters: Sequence[Letter]) -> list[Outcome]:
        raise SystemExit


class Server:
    """A mail server's manners: it keeps what it takes, and refuses the address `unknown@`."""

    def __init__(self) -> None:
        self.letters: list[Any] = []

    async def handle_RCPT(  # noqa: N802 - the library calls it so
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address.startswith("unknown@"):
            return "550 no such mailbox"
        if address.startswith("later@"):
            return "451 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.letters.append(envelope)
        return f"250 kept as {len(self.letters)}"


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
        return number


def smtp(port: int) -> Post:
    return SmtpPost(f"smtp://127.0.0.1:{port}?from=office@university.example", timeout=5)


@pytest.fixture
def server(port: int) -> Iterator[Server]:
    manners = Server()
    controller = Controller(manners, hostname="127.0.0.1", port=port)
    controller.start()
    yield manners
    controller.stop()


def test_a_mail_server_that_is_down_is_tried_again_until_it_is_up(database: Database, port: int) -> None:
    who = told(database)
    sweep(database, smtp(port), ORIGIN)
    waiting = delivery(database, who)
    assert (waiting.status, waiting.tries) == ("waiting", 1)
    assert "ConnectionRefusedError" in (waiting.error or "")
    assert sweep(database, smtp(port), ORIGIN) == 0, "not before its pause is over"
    make_due(database)
    manners = Server()
    controller = Controller(manners, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        sweep(database, smtp(port), ORIGIN)
    finally:
        controller.stop()
    done = delivery(database, who)
    assert (done.status, done.proof, done.error, done.tries) == ("sent", "250 kept as 1", None, 2)
    assert manners.letters[0].mail_from == "office@university.example"
    assert f"<{done.delivery_id}@university.example>".encode() in manners.letters[0].content


def test_a_refused_address_fails_at_once_a_busy_server_is_asked_again(
    database: Database, server: Server, port: int
) -> None:
    unknown = told(database, address="unknown@tirkeu.example")
    later = told(database, address="later@tirkeu.example")
    good = told(database)
    sweep(database, smtp(port), ORIGIN)
    assert (delivery(database, unknown).status, delivery(database, unknown).error) == ("failed", "550 no such mailbox")
    assert (delivery(database, later).status, delivery(database, later).error) == ("waiting", "451 come back later")
    assert (delivery(database, good).status, len(server.letters)) == ("sent", 1)
