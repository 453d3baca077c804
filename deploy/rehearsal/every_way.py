"""Every way that the rehearsal is to meet, by topic; what a small one does not meet is named.

A name is an act that people did (``acts``), or something that followed by itself and is counted in the schemas here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from deploy.rehearsal.questions import Pays
from deploy.rehearsal.reader import Reader
from shared.contracts.registration import SummerEnd
from shared.contracts.reviews import Ground, ReviewEnd

TOPICS: Mapping[str, tuple[str, ...]] = {
    "term": (
        "signatures", "proposals by signatures", "terms not held: silence of the rectorate", "orders",
        "terms withdrawn", "published dates moved", "days off moved", "proposals whose dates do not fit",
        "publications refused: tariff_missing", "sections: nobody applied",
    ),
    "line": (
        "class: graduating", "class: debt", "class: difference", "class: prerequisite", "class: additional",
        "class: external", "seats drawn by lot", "provisional applicants", "offers: accepted", "offers: declined",
        "offers: expired", "another section asked for", "applications once more after a lapse", "exceptions: seats",
        "exceptions: turns", "exceptions: holds", "sections: merged", "sections: under the minimum",
        "course not held: moved", "course not held: advance", "course not held: refund", "teachers gone",
        "teachers replaced", "times changed",
    ),
    "money": (
        *(f"paid: {way.value}" for way in Pays if way not in (Pays.NEVER, Pays.AT_THE_DESK)), "receipts",
        "receipts from abroad", "registers", "registers a day late", "registers weeks late", "statements a day late",
        "statements loaded twice", "statements with lines that were loaded", "statements refused: a gap",
        "statements refused: a fork", "payments chosen by students", "payments assigned by hand",
        "payments split by hand", "payments returned, by two", "payments reversed", "cash: shifts", "cash: receipts",
        "cash: counter-receipts", "cash: boxes that differ", "advances used", "refunds asked for",
        "refunds signed by two", "refunds sent back", "finance waits for the statements", "finance lets a seat lapse",
        "registers for 1C", "tie-outs",
    ),
    "study": (
        "acts about cribs", "certificates of illness", "reserve exams", "sheets closed late",
        "late sheets: the rectorate hears of it", "corrections of sealed sheets", "corrections refused",
        "appeals raised", "appeals kept", "appeals decided weeks later", "equivalents", "third failures",
        "taken out on a paper", "standing: on_leave", "standing: left",
        "standing: transferred", "standing: deceased", "leaves: before_the_start", "leaves: first_week",
        "leaves: second_week", "leaves: later", "sheets that were full given up",
    ),
    "people": (
        "papers of externals: accept", "papers of externals: refuse", "advisers object", "advisers remind",
        "advisers recommend", "applications by the office", "objections to acts of the office", "delegates named",
        "cases read by the auditor", "registers read by the auditor", "teachers ask for somebody",
        "groups at practice",
    ),
    "reviews": (
        "reviews opened", "review notices on paper", "review explanations", "review opinions of deputies",
        "review appeals", "orders revoked",
    ),
    "time": ("outages", "deadlines released (kinds)", "applications sent twice", "forms that came too late"),
}  # fmt: skip

_COUNTS = """SELECT 'proposals by signatures' AS name, count(*) AS number FROM registration.term_proposals
               WHERE by_students
             UNION ALL SELECT 'orders', count(*) FROM registration.orders
             UNION ALL SELECT 'sections: merged', count(*) FROM registration.sections s WHERE status = 'not_held'
               AND EXISTS (SELECT 1 FROM registration.sections o WHERE o.course_id = s.course_id
                           AND o.term_id = s.term_id AND o.status = 'finished')
             UNION ALL SELECT 'sections: nobody applied', count(*) FROM registration.sections s
               WHERE status = 'not_held' AND NOT EXISTS (SELECT 1 FROM registration.applications a
                           WHERE a.course_id = s.course_id AND a.term_id = s.term_id)
             UNION ALL SELECT 'sections: under the minimum', count(DISTINCT section_id) FROM registration.applications
               WHERE way LIKE 'cancelled%%' AND way <> 'cancelled_after_start'
             UNION ALL SELECT 'class: ' || (ARRAY['out of turn', 'graduating', 'debt', 'difference', 'prerequisite',
               'additional', 'external', 'after a lapse'])[priority + 1], count(*)
               FROM registration.applications GROUP BY 1
             UNION ALL SELECT 'provisional applicants', count(*) FROM registration.applications WHERE provisional
             UNION ALL SELECT 'seats drawn by lot', count(*) FROM registration.draws
             UNION ALL SELECT 'offers: ' || coalesce(outcome, 'open'), count(*) FROM registration.seat_offers GROUP BY 1
             UNION ALL SELECT 'late sheets: the rectorate hears of it', count(DISTINCT n.key)
               FROM notifications.notices n JOIN registration.role_grants g USING (person_id)
               WHERE n.template = 'sheet_escalated' AND g.role = 'rectorate'
             UNION ALL SELECT 'third failures', count(DISTINCT params) FROM notifications.notices
               WHERE template = 'failed_often'"""


def counted(reader: Reader) -> dict[str, int]:
    """What followed by itself: name, how often."""
    return {row["name"]: row["number"] for row in reader.rows(_COUNTS) if row["number"]}


def not_met(acts: Mapping[str, int], ended: Mapping[str, int], reviews: Mapping[str, Mapping[str, int]]) -> list[str]:
    """The ways that this rehearsal was too small for, by topic, and the ends and grounds that no case had."""
    ways = {way for ends in reviews.values() for way in ends}
    return [
        *_acts_missing(acts),
        *(f"ended: {way.value}" for way in SummerEnd if not ended.get(way.value)),
        *(f"review ended: {way.value}" for way in ReviewEnd if way.value not in ways),
        *(f"review on: {ground.value}" for ground in Ground if ground.value not in reviews),
    ]


def _acts_missing(acts: Mapping[str, int]) -> Iterator[str]:
    for topic, names in TOPICS.items():
        yield from (f"{topic}: {name}" for name in names if not acts.get(name))
