"""Students of other universities: what their registration must bring, and how the office checks it (R8.8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from services.registration.domain.reasons import Reason

EXTERNAL = "external"
"""Code of their faculty, specialty and group; the tariffs' row of the same name is their price (R9.2)."""
LARGEST = 5 * 1024 * 1024
KINDS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg"}
"""What a letter may be, told by how it begins, not by its name."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody sends to be registered."""

    surname: str
    given_name: str
    patronymic: str
    language: str
    email: str
    phone: str
    identity_kind: str
    identity_number: str
    university: str
    registrar_email: str
    letter: bytes


def kind_of(content: bytes) -> str | None:
    """A PDF or a JPEG by its content; None for anything else."""
    return next((kind for begins, kind in KINDS.items() if content.startswith(begins)), None)


def refusals(sent: Sent, *, iin_valid: bool, known: bool) -> Iterator[Reason]:
    """Everything that is wrong with it at once."""
    if sent.identity_kind == "iin" and not iin_valid:
        yield Reason("iin_invalid", "R8.8")
    if known:
        yield Reason("identity_known", "R8.8")
    if sent.email.lower() == sent.registrar_email.lower():
        yield Reason("registrar_is_himself", "R8.8")
    if kind_of(sent.letter) is None:
        yield Reason("letter_kind", "R8.8")
    if len(sent.letter) > LARGEST:
        yield Reason("letter_large", "R8.8", {"most": str(LARGEST // 1024 // 1024)})


def check_refused(status: str, accepted: bool, why: str) -> Iterator[Reason]:
    """Why the office can't decide so about his papers."""
    if status != "sent":
        yield Reason("nothing_to_decide", "R8.8")
    if not accepted and not why.strip():
        yield Reason("reason_missing", "R8.8")
