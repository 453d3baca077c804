"""Expulsion reviews: what is held against whom, and how each case goes on, step by step (R11.1, R11.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from deploy.rehearsal.payments import today
from deploy.rehearsal.people import expect
from deploy.rehearsal.questions import Also, HeldAgainst, ReviewGoes
from deploy.rehearsal.stage import Stage
from deploy.rehearsal.ways import review_appeals, review_steps

API = "/registration/api/v1/reviews"
MOST, LEAST = 36, 22
ONE_IN = 6
"""Of the live applicants at most one in so many has a case, however small the university is."""
OF_HIS_OWN = (HeldAgainst.OWN_WISH, HeldAgainst.TRANSFER)
ACTS = {**review_steps.BY_LABEL, **review_appeals.BY_LABEL}
ROUNDS = 12
"""So many steps a case takes at most on one day."""
_APPLICANTS = """SELECT DISTINCT s.number, s.student_id FROM registration.applications a
                 JOIN registration.students s USING (student_id)
                 WHERE a.state NOT IN ('ended', 'received') AND a.purpose = 'debt' AND s.status = 'studying'
                   AND s.student_id NOT IN (SELECT student_id FROM registration.reviews)
                 ORDER BY s.number"""


def open_some(stage: Stage) -> None:
    """Against some of those who have a seat or a place in a line something is held, or they want to leave.

    Who had a case before has no other.
    """
    rows = {row["number"]: row for row in stage.reader.rows(_APPLICANTS)}
    least = min(stage.done["reviews opened"] + LEAST, len(rows) // ONE_IN)
    chosen = sorted(stage.lots.some(Also.REVIEWED, rows, least=least))[:MOST]
    grounds = stage.lots.choices(HeldAgainst, chosen)
    keys = [f"{number} {grounds[number].value}" for number in chosen]
    stage.lots.choices(ReviewGoes, keys, may_go)
    for number in chosen:
        _open(stage, rows[number], grounds[number])
    stage.clock.wait_until_quiet()


def may_go(key: str, way: ReviewGoes) -> bool:
    """Which ground can come to which end."""
    ground = HeldAgainst(key.split()[1])
    if ground in OF_HIS_OWN:
        return way in (ReviewGoes.TO_THE_ORDER, ReviewGoes.WITHDRAWN, ReviewGoes.NOT_SIGNED)
    curable = ground is HeldAgainst.REPEAT_UNPAID
    return way is not ReviewGoes.WITHDRAWN and (way is not ReviewGoes.CURED or curable)


def _open(stage: Stage, row: dict[str, Any], ground: HeldAgainst) -> None:
    goes = way_of(stage, row["number"], ground)
    if goes is ReviewGoes.NOT_BEGUN:
        review_steps.is_ill(stage, row["student_id"])
    if ground is HeldAgainst.REPEAT_UNPAID:
        review_steps.charge(stage, row["student_id"], "180000.00")
    if ground in OF_HIS_OWN:
        body = {"ground": ground.value, "words": "прошу отчислить меня по собственному желанию"}
        expect(stage.people[row["student_id"]].somebody.post(f"{API}/leaving", body), 201)
    else:
        body = {
            "student_id": str(row["student_id"]), "ground": ground.value, "what": "докладная записка куратора",
            "happened_on": (today(stage) - timedelta(days=3)).isoformat(), "witness": "куратор группы",
            "document": "докладная 17",
        }  # fmt: skip
        expect(stage.cast.specialist.post(f"{API}/", body), 201)
    stage.done["reviews opened"] += 1


def way_of(stage: Stage, number: str, ground: str) -> ReviewGoes:
    """How this case is to go; one that can't go as drawn goes to the order."""
    key = f"{number} {ground}"
    drawn = stage.lots.choices(ReviewGoes, [key], may_go)[key]
    return drawn if may_go(key, drawn) else ReviewGoes.TO_THE_ORDER


def go_on(stage: Stage) -> None:
    """Everybody who is waited for does his part, until all wait for another day."""
    for _ in range(ROUNDS):
        acted = [*(_step(stage, row) for row in _live(stage)), review_appeals.revoke(stage)]
        stage.clock.wait_until_quiet()
        if not any(acted):
            return


def _step(stage: Stage, row: dict[str, Any]) -> bool:
    """One that was begun anew is closed by its commission."""
    act = ACTS.get(row["label"])
    goes = ReviewGoes.NOT_EXPELLED if row["reopens"] else way_of(stage, row["number"], row["ground"])
    return act is not None and act(stage, row, goes)


def _live(stage: Stage) -> Sequence[dict[str, Any]]:
    return stage.reader.rows(
        """SELECT r.case_id, r.student_id, r.ground, r.reopens, s.number, s.faculty_id,
                  g.adviser_id, c.label, k.stands_at
           FROM registration.reviews r JOIN registration.cases c USING (case_id)
           JOIN registration.students s USING (student_id) JOIN registration.groups g USING (group_id)
           CROSS JOIN registration.office_clock k
           WHERE c.state = 'running' AND c.label <> '' ORDER BY s.number, r.ground, r.opened_at"""
    )
