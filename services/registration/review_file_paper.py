"""A review as one PDF: what an auditor, or the next office, reads of it from beginning to end (R1.2, R15.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from services.registration.models.review_effects import ReviewEffect
from services.registration.models.review_sittings import ReviewCommission
from services.registration.models.reviews import ReviewNotice
from services.registration.queries.cases import Event
from services.registration.queries.reviews import Evidence, ReviewFile, Sitting
from services.registration.review_paper import Words
from services.registration.review_words import in_words
from shared.i18n import show_date, show_moment

Part = Mapping[str, Any]


def file_pdf(found: ReviewFile, effects: Sequence[ReviewEffect], language: str) -> bytes:
    """Ground, evidence with its sources and times, what was said, sittings, orders, effects, history."""
    say, review = Words(language), found.review
    return say.paper(
        title=say("file_title", number=review.number),
        day="",
        subject=f"{found.student}, {found.number}, {found.group}",
        points=[say("file_ground", ground=say.text(f"ground.{review.ground}"), what=say.shown(review.what))],
        parts=list(parts(say, found, effects)),
        signer="",
        footer=say("file_footer", number=review.number),
        numbered=False,
    )


def parts(say: Words, found: ReviewFile, effects: Sequence[ReviewEffect]) -> Iterator[Part]:
    """What the paper says, part by part, in the words of its language."""
    yield _part(say, "opening", pairs=_opening(say, found))
    yield _part(
        say, "evidence", ("source", "what", "says", "as_of"), [row for e in found.evidence for row in _fact(say, e)]
    )
    notices = [_notice(say, one) for one in found.notices]
    yield _part(say, "notices", ("notice", "what", "proof", "at"), notices)
    said = [[say.text(f"review_said.{one.kind}"), one.by, _at(say, one.said_at), one.words] for one in found.said]
    yield _part(say, "said", ("what", "by", "at", "words"), said)
    papers = [[one.name, _at(say, one.sent_at), one.sha256] for one in found.papers]
    yield _part(say, "papers", ("name", "at", "digest"), papers)
    for sitting in found.sittings:
        yield _sitting(say, sitting)
    orders = [[one.full_number, _at(say, one.issued_at), _at(say, one.recorded_at)] for one in found.orders]
    yield _part(say, "orders", ("order", "issued_at", "recorded_at"), orders)
    done = [_effect(say, one) for one in effects]
    yield _part(say, "effects_part", ("state", "what", "says"), done)
    yield _part(say, "history", ("at", "what", "by"), [_event(say, one) for one in found.history])


def _part(
    say: Words, title: str, columns: Sequence[str] = (), rows: Sequence[Sequence[str]] = (),
    pairs: Sequence[Sequence[str]] = (),
) -> Part:  # fmt: skip
    named = [say(f"column_{name}") for name in columns]
    nothing = [] if rows or pairs else [[say("nothing"), ""]]
    return {"title": say(f"part_{title}"), "columns": named, "rows": rows, "pairs": [*pairs, *nothing]}


def _opening(say: Words, found: ReviewFile) -> list[list[str]]:
    review = found.review
    rows = [
        ("opened_at", _at(say, review.opened_at)), ("opened_by", found.opened_by or say("by_event")),
        ("happened_on", show_date(review.happened_on, say.language) if review.happened_on else "–"),
        ("witness", review.witness or "–"), ("document", review.document or "–"),
        ("told_at", _at(say, review.told_at)), ("reached_at", _at(say, review.reached_at)),
        ("explain_until", _at(say, review.explain_until)), ("appeal_until", _at(say, review.appeal_until)),
        ("way", say.text(f"review_end.{review.way}") if review.way else "–"),
    ]  # fmt: skip
    return [[say(f"column_{name}"), value] for name, value in rows]


def _fact(say: Words, one: Evidence) -> Iterator[list[str]]:
    for fact in (*([one.frozen] if one.frozen else []), *one.later):
        what = say.text(f"review_fact.{fact.what}")
        yield [say.text(f"review_source.{fact.source}"), what if fact.nth == 1 else say("later", what=what),
               in_words(fact.says, say.language), _at(say, fact.as_of)]  # fmt: skip


def _sitting(say: Words, one: Sitting) -> Part:
    row = one.commission
    pairs = [
        [say("column_at"), _at(say, row.meets_at)], [say("column_place"), row.place],
        [say("column_state"), say.text(f"review_sitting.{row.state}")], [say("column_protocol"), row.number or "–"],
        [say("column_outcome"), say.text(f"review_outcome.{row.outcome}") if row.outcome else "–"],
        [say("column_said"), row.said or "–"],
    ]  # fmt: skip
    rows = [[seat.name, _vote(say, row, seat.vote), seat.dissent or "–"] for seat in one.seats]
    return _part(say, f"sitting_{row.kind}", ("by", "vote", "dissent"), rows, pairs)


def _vote(say: Words, row: ReviewCommission, vote: str | None) -> str:
    """On an appeal one votes for what was proposed; of one that has not sat there is nothing to say."""
    if row.state in ("called", "called_off"):
        return "–"
    return say.text(f"review_vote.{'for_it' if row.kind == 'appeal' and vote == 'for' else vote or 'absent'}")


def _notice(say: Words, one: ReviewNotice) -> list[str]:
    what = say.text(f"review_notice.{one.key.partition(':')[0]}")
    return [what, say.text(f"review_proof.{one.what}"), one.proof, _at(say, one.at)]


def _effect(say: Words, one: ReviewEffect) -> list[str]:
    return [say.text(f"effect.{one.state}"), say.text(f"effect.{one.what}"), in_words(one.says, say.language)]


def _event(say: Words, one: Event) -> list[str]:
    what = say.text(f"review_history.{one.what}").removeprefix("review_history.")
    said = what if one.what == "began" else f"{what}: {_label(say, one.label)}"
    return [_at(say, one.at), said, one.by or "–"]


def _label(say: Words, label: str) -> str:
    """A step, a message, or an end, in words."""
    key = label.replace(" ", "_").replace(".", "_")
    found = (say.text(f"{group}.{key}") for group in ("process", "event", "review_end"))
    return next((text for text in found if not text.endswith(f".{key}")), label)


def _at(say: Words, moment: datetime | None) -> str:
    return show_moment(moment, say.language) if moment else "–"
