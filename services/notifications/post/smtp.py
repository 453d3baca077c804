"""E-mail through a mail server: `smtp://user:password@host:587?from=office@university.kz`, or `smtps://`."""

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import parse_qs, unquote, urlsplit

from services.notifications.post.letter import SENDER, Letter, Outcome, message_of

TIMEOUT = 20.0
"""Seconds for each answer of the server: threads know no time limit of their own."""

PERMANENT = 500


class SmtpPost:
    """Sends letters over one connection a batch."""

    def __init__(self, url: str, timeout: float = TIMEOUT) -> None:
        self._url = urlsplit(url)
        self._timeout = timeout
        self._sender = parse_qs(self._url.query).get("from", [SENDER])[0]

    def send(self, letters: Sequence[Letter]) -> list[Outcome]:
        """Send them one after the other; when the server goes away the rest has failed for now."""
        done: list[Outcome] = []
        try:
            with self._connected() as server:
                for letter in letters:
                    done.append(self._one(server, letter))
        except (OSError, smtplib.SMTPException) as problem:
            error = f"{type(problem).__name__}: {problem}"[:500]
            done += [Outcome(letter.delivery_id, error=error) for letter in letters[len(done) :]]
        return done

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """A connection, encrypted where the server can; a password goes over an encrypted one only."""
        host, port = self._url.hostname or "localhost", self._url.port
        safe = ssl.create_default_context()
        if self._url.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port or 465, timeout=self._timeout, context=safe)
        else:
            server = smtplib.SMTP(host, port or 587, timeout=self._timeout)
        with server:
            server.ehlo()
            if self._url.scheme != "smtps" and (server.has_extn("starttls") or self._url.username):
                server.starttls(context=safe)
                server.ehlo()
            if self._url.username:
                server.login(unquote(self._url.username), unquote(self._url.password or ""))
            yield server

    def _one(self, server: smtplib.SMTP, letter: Letter) -> Outcome:
        """The server's own words are the proof; raises when the connection is gone."""
        try:
            content = message_of(letter, self._sender)
        except ValueError as problem:
            return Outcome(letter.delivery_id, error=str(problem)[:500], for_good=True)
        for answer in _dialogue(server, self._sender, letter.address, content):
            if answer[0] >= 400:
                server.rset()
                return Outcome(letter.delivery_id, error=_words(answer), for_good=answer[0] >= PERMANENT)
        return Outcome(letter.delivery_id, proof=_words(answer))


def _dialogue(server: smtplib.SMTP, sender: str, address: str, content: bytes) -> Iterator[tuple[int, bytes]]:
    yield server.mail(sender)
    yield server.rcpt(address)
    yield server.data(content)


def _words(answer: tuple[int, bytes]) -> str:
    return f"{answer[0]} {answer[1].decode('utf-8', 'replace')}"[:500]
