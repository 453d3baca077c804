"""The student is told and heard; the adviser and the dean give their opinions, or their deputies do (R11.1)."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from services.registration.domain import reviews as rules
from services.registration.domain.reasons import Reason
from services.registration.models.people import Person
from services.registration.models.reviews import Review, ReviewPaper, ReviewWord
from services.registration.usecases import review_notices, review_reminders
from services.registration.usecases.decisions import not_for_oneself
from services.registration.usecases.recorded import recorded
from services.registration.usecases.review_terms import set_until
from shared.clock import now
from shared.contracts.base import Message
from shared.contracts.review_acts import NoticeOnPaper, NoticeOpened, StudentExplained
from shared.errors import NotFound, Refused
from shared.identity import actor_of
from shared.messaging import publish

Cases = Sequence[Review]
MOST = 5_000_000


def tell(session: Session, cases: Cases) -> None:
    """Tell him, in his language, what is held against him, and that he will be heard (R13.2)."""
    set_until(session, cases, "open_until", lambda terms: terms.open_days)
    for case in cases:
        case.told_at = now(session).office
        case.language = session.get_one(Person, case.student_id).language
    publish(session, review_notices.to_student(session, cases, "review_told", proof=True))


def opened(session: Session, said: Sequence[tuple[Review, Message]]) -> None:
    """He has read it: that is on record."""
    for case, _ in said:
        _reached(session, case, "read")


def knows(case: Review) -> bool:
    """He has read it, or that it reached him, or could not, is on record."""
    return case.reached_at is not None


def paper_asked(session: Session, cases: Cases) -> None:
    """He has not opened it: the office hands it over on paper."""
    set_until(session, cases, "paper_until", lambda terms: terms.paper_days)
    publish(session, review_notices.to_roles(
        session, cases, "review_paper_needed", *review_notices.OFFICE, column="paper_until"
    ))  # fmt: skip


def confirm(session: Session, case: Review) -> NoticeOpened:
    """He says on the page of the case that he has read the notice (R13.2). Raises Refused."""
    if case.way is not None or case.told_at is None or case.reached_at is not None:
        raise Refused([Reason("nothing_to_hand_over", "R13.2")])
    _reached(session, case, "read")
    session.flush()
    return NoticeOpened(case.case_id)


def hand_over(session: Session, case: Review, document: str, *, delivered: bool) -> NoticeOnPaper:
    """Handed over against his signature; or that it could not be is put on record with its paper (R13.2)."""
    not_for_oneself(session, case.student_id)
    reasons = [Reason("review_over", "R11.1")] if case.way is not None else []
    if case.told_at is None or case.reached_at is not None:
        reasons.append(Reason("nothing_to_hand_over", "R13.2"))
    if not document.strip():
        reasons.append(Reason("paper_missing", "R1.2"))
    if reasons:
        raise Refused(reasons)
    _reached(session, case, "paper" if delivered else "failed")
    case.reached_document = document.strip()
    session.flush()
    return NoticeOnPaper(case.case_id)


def days_begin(session: Session, cases: Cases) -> None:
    """From now on his days to explain count (R11.1)."""
    set_until(session, cases, "explain_until", lambda terms: terms.explain_days)
    values = {case.case_id: {"until": case.explain_until} for case in cases}
    publish(session, review_notices.to_student(session, cases, "review_explain", values))
    review_reminders.plan(session, cases, review_reminders.EXPLAIN)


def explain(session: Session, case: Review, words: str, *, is_all: bool) -> list[Message]:
    """He explains; that he has read the notice is known by it. ``is_all``: nothing more will come (R11.1)."""
    reasons = list(
        rules.against_explaining(
            told=case.told_at is not None,
            ended=case.way is not None or case.order_id is not None,
            decided=case.sign_until is not None,
            words=words,
        )
    )
    if reasons:
        raise Refused(reasons)
    say(session, case, "explanation", words)
    first = case.reached_at is None
    if first:
        _reached(session, case, "explained")
    case.explained_at = now(session).office if is_all else None
    session.flush()
    return [
        *([NoticeOpened(case.case_id)] if first else []),
        *([StudentExplained(case.case_id)] if is_all else []),
    ]


def say(
    session: Session, case: Review, kind: str, words: str, advice: str = "", *, as_deputy: bool = False
) -> ReviewWord:
    """Keep what the person who acts says, as he says it."""
    actor = actor_of(session)
    if actor is None:
        raise NotFound("person")
    word = ReviewWord(
        word_id=uuid4(), case_id=case.case_id, kind=kind, advice=advice, words=words.strip(),
        said_by=actor.person_id, as_deputy=as_deputy, said_at=now(session).office, **recorded(session),
    )  # fmt: skip
    session.add(word)
    session.flush()
    return word


def add_paper(session: Session, case: Review, kind: str, name: str, media_type: str, content: bytes) -> ReviewPaper:
    """A document of the case, kept with its digest. Raises Refused."""
    reasons = [Reason("review_over", "R11.1")] if case.way is not None else []
    if not content or len(content) > MOST:
        reasons.append(Reason("paper_size", "R11.1"))
    if reasons:
        raise Refused(reasons)
    paper = ReviewPaper(
        paper_id=uuid4(), case_id=case.case_id, kind=kind, name=name, media_type=media_type,
        sha256=sha256(content).hexdigest(), content=content, sent_at=now(session).office, **recorded(session),
    )  # fmt: skip
    session.add(paper)
    session.flush()
    return paper


def _reached(session: Session, case: Review, how: str) -> None:
    if case.reached_at is None:
        case.reached_at, case.reached_how = now(session).office, how


def involved(case: Review) -> list[UUID | None]:
    """Who has a part in the case beside its commission."""
    return [case.student_id, case.opened_by, case.recorded_by, case.word_by]
