"""What each person does in an expulsion review when its step waits for him (R11.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from deploy.rehearsal.habits import number
from deploy.rehearsal.payments import today
from deploy.rehearsal.people import expect
from deploy.rehearsal.questions import ReviewGoes
from deploy.rehearsal.stage import Stage, moment

API = "/registration/api/v1/reviews"
DECISIONS = "/registration/api/v1/review-decisions"
AHEAD = timedelta(days=7)
"""A commission is called for the same day of the next week."""
Step = Callable[[Stage, dict[str, Any], ReviewGoes], bool]


def is_ill(stage: Stage, student_id: UUID) -> None:
    """The office notes by a paper that he is ill (D10)."""
    day = today(stage)
    body = {
        "student_id": str(student_id), "kind": "ill", "from_on": day.isoformat(),
        "until_on": (day + timedelta(days=30)).isoformat(), "document": "справка 095/у",
    }  # fmt: skip
    expect(stage.cast.specialist.post(f"{API}/protections", body), 201)


def charge(stage: Stage, student_id: UUID, amount: str) -> None:
    """What he owes for the repeated year, or no more."""
    body = {"student_id": str(student_id), "kind": "tuition", "amount": amount, "why": "повторный год"}
    expect(stage.cast.finance.post("/billing/api/v1/arrears/", body), 201)


def _lot(stage: Stage, row: dict[str, Any], about: str) -> int:
    return number(stage.seed, about, row["number"], row["ground"])


def decides(stage: Stage, row: dict[str, Any], what: str) -> str:
    return f"{DECISIONS}/{row['case_id']}/{what}"


def _says_word(stage: Stage, row: dict[str, Any], goes: ReviewGoes) -> bool:
    """He is ill: a leading specialist says whether the case goes on."""
    body = {"goes_on": goes is not ReviewGoes.NOT_BEGUN, "why": "болезнь подтверждена"}
    expect(stage.cast.leading.post(decides(stage, row, "word"), body), 200)
    return True


def _opens(stage: Stage, row: dict[str, Any], goes: ReviewGoes) -> bool:
    """He reads the notice, or does not; some cases end here."""
    if goes is ReviewGoes.WITHDRAWN:
        expect(stage.people[row["student_id"]].somebody.post(f"{API}/{row['case_id']}/withdrawal"), 200)
        return True
    if goes is ReviewGoes.DROPPED:
        expect(stage.cast.office.post(decides(stage, row, "drop"), {"why": "открыто по ошибке"}), 200)
        return True
    if _lot(stage, row, "opens the notice") % 4 == 0:
        return False
    notice = stage.reader.column(
        "SELECT notice_id FROM notifications.notices WHERE key = %(key)s", key=f"review_told:{row['case_id']}"
    )
    if not notice:
        return False
    somebody = stage.people[row["student_id"]].somebody
    expect(somebody.post(f"/notifications/api/v1/notices/{notice[0]}/read"), 200)
    return True


def _on_paper(stage: Stage, row: dict[str, Any], _goes: ReviewGoes) -> bool:
    """The office hands it over against a signature, or puts on record that it could not."""
    body = {"document": "расписка 4", "delivered": _lot(stage, row, "delivered") % 2 == 0}
    expect(stage.cast.specialist.post(f"{API}/{row['case_id']}/handed-over", body), 200)
    stage.done["review notices on paper"] += 1
    return True


def _explains(stage: Stage, row: dict[str, Any], goes: ReviewGoes) -> bool:
    """He explains, or lets his days go by; a cause is gone, or he leaves otherwise."""
    if goes is ReviewGoes.CURED:
        return _cure(stage, row)
    if goes is ReviewGoes.OVERTAKEN:
        return _leaves(stage, row)
    if _lot(stage, row, "explains") % 3 == 0:
        return False
    body = {"words": "объясняю: был на соревнованиях, документы приложу", "is_all": True}
    expect(stage.people[row["student_id"]].somebody.post(f"{API}/{row['case_id']}/explanation", body), 200)
    stage.done["review explanations"] += 1
    return True


def _cure(stage: Stage, row: dict[str, Any]) -> bool:
    charge(stage, row["student_id"], "-180000.00")
    return True


def _leaves(stage: Stage, row: dict[str, Any]) -> bool:
    standing = stage.reader.rows(
        """SELECT group_id, year_of_study, funding, graduating FROM registration.students
           WHERE student_id = %(student)s AND status = 'studying'""",
        student=row["student_id"],
    )
    for one in standing:
        body = {**one, "group_id": str(one["group_id"]), "status": "left"}
        expect(stage.cast.specialist.put(f"/registration/api/v1/students/{row['student_id']}/standing", body), 200)
    return bool(standing)


def _adviser(stage: Stage, row: dict[str, Any], _goes: ReviewGoes) -> bool:
    adviser = stage.cast.advisers.get(row["adviser_id"])
    if adviser is None or _lot(stage, row, "adviser speaks") % 4 == 0:
        return False
    body = {"place": "adviser", "advice": "keep", "words": "учится старательно"}
    expect(adviser.post(decides(stage, row, "opinion"), body), 200)
    return True


def _advisers_deputy(stage: Stage, row: dict[str, Any], _goes: ReviewGoes) -> bool:
    body = {"place": "adviser", "advice": "keep", "words": "эдвайзер в отъезде; офис не возражает"}
    expect(stage.cast.leading.post(decides(stage, row, "opinion"), body), 200)
    stage.done["review opinions of deputies"] += 1
    return True


def _dean(stage: Stage, row: dict[str, Any], _goes: ReviewGoes) -> bool:
    if _lot(stage, row, "dean speaks") % 5 == 0:
        return False
    body = {"place": "dean", "advice": "expel", "words": "факультет поддерживает"}
    expect(stage.cast.deans[row["faculty_id"]].post(decides(stage, row, "opinion"), body), 200)
    return True


def _called(stage: Stage, row: dict[str, Any], _goes: ReviewGoes) -> bool:
    """A leading specialist calls the chairman and two teachers together."""
    body = {
        "chair_id": str(stage.cast.office.person_id), "members": members(stage)[:2], "place": "ауд. 101",
        "meets_at": moment(today(stage) + AHEAD, 10).isoformat(),
    }  # fmt: skip
    expect(stage.cast.leading.post(decides(stage, row, "commission"), body), 201)
    return True


def members(stage: Stage) -> list[str]:
    """Teachers, in a fixed order."""
    return [str(one) for one in sorted(stage.cast.teachers)]


def _protocol(stage: Stage, row: dict[str, Any], goes: ReviewGoes) -> bool:
    """On its day the commission votes; another than the writer signs."""
    if not sits(stage, row, "review"):
        return False
    vote = "against" if goes is ReviewGoes.NOT_EXPELLED else "for"
    people = [str(stage.cast.office.person_id), *members(stage)[:2]]
    ballots = [{"person_id": one, "vote": vote, "dissent": ""} for one in people]
    ballots[-1] = {"person_id": people[-1], "vote": "against", "dissent": "достаточно выговора"}
    body = {"said": "заслушали студента и куратора", "ballots": ballots}
    expect(stage.cast.leading.post(decides(stage, row, "protocol"), body), 200)
    expect(stage.cast.office.post(decides(stage, row, "signed-protocol")), 200)
    return True


def _rector(stage: Stage, row: dict[str, Any], goes: ReviewGoes) -> bool:
    """The rector signs the order, or not; a reason that stands against it is waited for."""
    if goes is ReviewGoes.NOT_SIGNED:
        expect(stage.cast.rectorate.post(decides(stage, row, "closing"), {"why": "ограничиться выговором"}), 200)
        return True
    said = stage.cast.rectorate.post(decides(stage, row, "order"))
    expect(said, 201, 409)
    stage.done["orders that the rector may not sign yet"] += said.status == 409
    return said.status == 201


def sits(stage: Stage, row: dict[str, Any], kind: str) -> bool:
    """The day of the commission that was called has come."""
    called = stage.reader.column(
        """SELECT 1 FROM registration.review_commissions
           WHERE case_id = %(case)s AND kind = %(kind)s AND state = 'called' AND meets_at <= %(now)s""",
        case=row["case_id"],
        kind=kind,
        now=row["stands_at"],
    )
    return bool(called)


BY_LABEL: Mapping[str, Step] = {
    "a person says that it goes on": _says_word,
    "he opens the notice": _opens,
    "the office hands it over on paper": _on_paper,
    "he explains": _explains,
    "the adviser's opinion": _adviser,
    "the adviser's deputy's opinion": _advisers_deputy,
    "the dean's opinion": _dean,
    "the commission is called": _called,
    "the commission decides": _protocol,
    "the rector decides": _rector,
}
