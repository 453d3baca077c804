"""Whether what was sealed still stands as it was, in the chain and in the tables (R5.4)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.grading.models import AttemptRow, SealedDocument, Sheet, SheetRow
from services.grading.models.documents import documents
from shared.seals import START, Broken, Head, Seal, verify


@dataclass(frozen=True, slots=True)
class Place:
    """A place that is not as it was sealed."""

    what: str
    """``chain``: the chain itself; ``changed``, ``added``, ``removed``: a value in the tables; ``unsealed``: a closed
    sheet without a seal; ``without_sheet``: a result that no sealed sheet carries."""
    sheet_id: UUID | None = None
    seal: int | None = None
    path: str = ""
    sealed: str = ""
    found: str = ""


@dataclass(frozen=True, slots=True)
class Verification:
    """The state of all seals."""

    links: int
    head: Head
    places: tuple[Place, ...]

    @property
    def holds(self) -> bool:
        return not self.places


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the chain with its document, as anybody may verify it offline."""

    seal: Seal
    sheet_id: UUID
    document: str


def chain(session: Session) -> list[Link]:
    """The whole chain, in its order."""
    return [
        Link(Seal(row.number, row.previous, row.digest, row.signature, row.key_id), row.sheet_id, row.document)
        for row in session.scalars(select(SealedDocument).order_by(SealedDocument.number))
    ]


def head(session: Session) -> Head:
    """The last link, to be published; before the first there is only the start."""
    row = session.execute(
        select(SealedDocument.number, SealedDocument.digest).order_by(SealedDocument.number.desc()).limit(1)
    ).one_or_none()
    return Head(row.number, row.digest) if row else Head(0, START)


def is_known(session: Session, kept: Head) -> bool:
    """Whether a head that somebody kept still stands in the chain, unchanged."""
    if kept.number == 0:
        return kept.digest == START
    found = select(SealedDocument.digest).where(SealedDocument.number == kept.number)
    return session.scalar(found) == kept.digest


def verification(session: Session, key: Ed25519PublicKey, published: Head | None = None) -> Verification:
    """Verify the chain with its signatures, then every sealed sheet against the tables, naming each place (R5.4)."""
    links = chain(session)
    broken = verify(((link.seal, link.document.encode()) for link in links), key, published)
    last = links[-1].seal if links else None
    return Verification(
        links=len(links),
        head=Head(last.number, last.digest) if last else Head(0, START),
        places=(*_of_chain(broken, links), *_of_tables(session, links), *_unsealed(session), *_without_sheet(session)),
    )


def _of_chain(broken: Broken | None, links: Sequence[Link]) -> Iterator[Place]:
    if broken is not None:
        sheets = {link.seal.number: link.sheet_id for link in links}
        yield Place("chain", sheets.get(broken.number), broken.number, broken.what)


def _of_tables(session: Session, links: Sequence[Link]) -> Iterator[Place]:
    live = documents(session, [link.sheet_id for link in links])
    for link in links:
        for what, path, sealed, found in _differences(json.loads(link.document), live.get(link.sheet_id, {})):
            yield Place(what, link.sheet_id, link.seal.number, path, sealed, found)


def _differences(sealed: Any, found: Any, path: str = "") -> Iterator[tuple[str, str, str, str]]:
    """Every value that differs, with its path: lines are named by their student."""
    if isinstance(sealed, dict) and isinstance(found, dict):
        for name in sorted(sealed.keys() | found.keys()):
            yield from _differences(sealed.get(name), found.get(name), f"{path}/{name}")
    elif isinstance(sealed, list) and isinstance(found, list):
        before, after = _by_student(sealed), _by_student(found)
        for student in sorted(before.keys() | after.keys()):
            yield from _differences(before.get(student), after.get(student), f"{path}/{student}")
    elif sealed != found:
        what = "added" if sealed is None else "removed" if found is None else "changed"
        yield what, path, _short(sealed), _short(found)


def _by_student(lines: list[Any]) -> dict[str, Any]:
    return {line["student_id"]: line for line in lines}


def _short(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)[:80]


def _unsealed(session: Session) -> Iterator[Place]:
    """Sheets that claim to be sealed and have no seal."""
    sealed = select(SealedDocument.sheet_id)
    for sheet_id in session.scalars(
        select(Sheet.sheet_id).where(Sheet.status == "sealed", Sheet.sheet_id.not_in(sealed))
    ):
        yield Place("unsealed", sheet_id)


def _without_sheet(session: Session) -> Iterator[Place]:
    """Results that claim a sheet and stand on no sealed one."""
    rows = session.execute(
        select(AttemptRow.attempt_id, AttemptRow.student_id)
        .outerjoin(SheetRow, SheetRow.row_id == AttemptRow.row_id)
        .outerjoin(SealedDocument, SealedDocument.sheet_id == SheetRow.sheet_id)
        .where(AttemptRow.source == "sheet", SealedDocument.sheet_id.is_(None))
    )
    for attempt_id, student_id in rows:
        yield Place("without_sheet", path=f"/attempts/{attempt_id}", found=str(student_id))
