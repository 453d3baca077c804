"""The report of a rehearsal: a table for people, `report.json` for programs; written also when it fails."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from deploy.embedded.services import SERVICES
from deploy.rehearsal import every_way, review_checks
from deploy.rehearsal.checks import Check, totals
from deploy.rehearsal.reader import Reader

SCHEMA = 1
NOTHING_BEFORE: dict[str, Any] = {
    "registrations": 0, "students": 0, "letters": {}, "students_with_gpa": 0, "sum_of_gpas": 0.0,
    "open_debts_before": 0, "debtors_before": 0,
}  # fmt: skip
NOTHING_AFTER: dict[str, Any] = {
    "applications": 0, "ended": {}, "debts_closed": 0, "debts_open_after": 0, "statement_total": "0.00",
    "booked_total": "0.00", "queued_total": "0.00", "returned_total": "0.00", "notices": 0,
    "cases": {},
    "told": {},
    "messages": {"sent": 0, "resent": 0, "seen_before": 0, "parked": 0},
}  # fmt: skip
"""What a report says that failed before there was anything to see: every name is always there."""


@dataclass(slots=True)
class Report:
    """What is gathered along the way."""

    seed: int
    data: str
    clock_from: datetime | None = None
    clock_to: datetime | None = None
    seconds: float = 0.0
    before: dict[str, Any] = field(default_factory=lambda: dict(NOTHING_BEFORE))
    refused: dict[str, int] = field(default_factory=dict)
    acts: dict[str, int] = field(default_factory=dict)
    """What people did beside the main way."""
    after: dict[str, Any] = field(default_factory=lambda: dict(NOTHING_AFTER))
    checks: list[Check] = field(default_factory=list)
    chaos: list[dict[str, Any]] = field(default_factory=list)
    failure: str | None = None

    @property
    def ok(self) -> bool:
        return self.failure is None and bool(self.checks) and all(check.ok for check in self.checks)

    def as_dict(self) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "ok": self.ok,
            "seed": self.seed,
            "data": self.data,
            "clock_from": self.clock_from.isoformat() if self.clock_from else None,
            "clock_to": self.clock_to.isoformat() if self.clock_to else None,
            "seconds": round(self.seconds, 1),
            "checks": [check.as_dict() for check in self.checks],
            **self.before,
            "refused": dict(sorted(self.refused.items())),
            **self.after,
            "acts": dict(sorted(self.acts.items())),
            "not_met": every_way.not_met(self.acts, self.after["ended"], self.after["cases"]),
            "chaos": self.chaos,
            "failure": self.failure,
        }

    def write(self, path: Path) -> None:
        """Write `report.json`, whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".unfinished")
        unfinished.write_text(json.dumps(self.as_dict(), ensure_ascii=False, indent=1, default=str) + "\n", "utf-8")
        unfinished.replace(path)


def before_summer(reader: Reader) -> dict[str, Any]:
    """The figures of the records as they were loaded: no staff, no demo accounts among the students."""
    letters = reader.rows("SELECT mark, count(*) AS number FROM grading.attempts GROUP BY mark ORDER BY mark")
    averages = reader.rows(
        "SELECT count(gpa) AS students_with_gpa, coalesce(sum(gpa), 0) AS sum_of_gpas FROM grading.gpas"
    )[0]
    debts = reader.rows(
        """SELECT count(*) AS open_debts_before, count(DISTINCT student_id) AS debtors_before
           FROM grading.debts WHERE status = 'open'"""
    )[0]
    return {
        "registrations": reader.one("SELECT count(*) FROM registration.registrations"),
        "students": reader.one("SELECT count(*) FROM registration.students"),
        "letters": {row["mark"]: row["number"] for row in letters},
        "students_with_gpa": averages["students_with_gpa"],
        "sum_of_gpas": float(averages["sum_of_gpas"]),
        **debts,
    }


def after_summer(reader: Reader) -> dict[str, Any]:
    """How every case ended, and where every tenge lies."""
    ended = reader.rows(
        "SELECT way, count(*) AS number FROM registration.applications WHERE way IS NOT NULL GROUP BY way"
    )
    return {
        "applications": reader.one("SELECT count(*) FROM registration.applications"),
        "ended": {row["way"]: row["number"] for row in sorted(ended, key=lambda row: str(row["way"]))},
        "debts_closed": reader.one("SELECT count(*) FROM grading.debts WHERE status = 'closed'"),
        "debts_open_after": reader.one("SELECT count(*) FROM grading.debts WHERE status = 'open'"),
        **{name: str(value) for name, value in totals(reader).items()},
        "cases": review_checks.cases(reader),
        "notices": reader.one("SELECT count(*) FROM notifications.notices"),
        "told": told_by_template(reader),
        "messages": messages(reader),
    }


def told_by_template(reader: Reader) -> dict[str, int]:
    """Which notices were made how often: where two runs differ, it shows in what."""
    rows = reader.rows("SELECT template, count(*) AS number FROM notifications.notices GROUP BY 1 ORDER BY 1")
    return {row["template"]: row["number"] for row in rows}


def messages(reader: Reader) -> dict[str, int]:
    """First sendings, repeated ones, copies that the inbox dropped, and what is parked, over all services."""
    found = {"sent": 0, "resent": 0, "seen_before": 0, "parked": 0}
    for service in SERVICES:
        for row in reader.rows(f"SELECT split_part(what, ':', 1) AS what, number FROM {service}.message_counts"):
            found[row["what"]] += row["number"]
        found["parked"] += reader.one(f"SELECT count(*) FROM {service}.parked WHERE settled_at IS NULL")
    return found


def lines(report: Report) -> list[str]:
    """The table for people."""
    told = report.as_dict()
    wanted = ("data", "seed", "clock_from", "clock_to", "seconds", "registrations", "students", "open_debts_before",
              "debtors_before", "applications", "debts_closed", "debts_open_after", "statement_total", "booked_total",
              "queued_total", "returned_total", "notices")  # fmt: skip
    rows = [f"  {name.replace('_', ' '):24} {told[name]}" for name in wanted if name in told]
    rows += _table("refused at once (rule: applications)", report.refused)
    rows += _table("how the cases ended", told.get("ended", {}))
    for ground, ends in told["cases"].items():
        rows += _table(f"reviews: {ground}", ends)
    rows += _table("beside the main way (acts of people)", told["acts"])
    rows += [
        "",
        "not met by so small a rehearsal",
        *(f"  {name}" for name in told["not_met"] or ["nothing: every way was met"]),
    ]
    rows += _table("messages", told.get("messages", {}))
    rows += ["", "checks"]
    rows += [f"  {'ok  ' if c.ok else 'FAIL'} {c.name:22} {c.seen if c.ok else f'{c.seen}, expected {c.expected}'}"
             for c in report.checks]  # fmt: skip
    return rows + ([f"\nFAILED: {report.failure}"] if report.failure else [])


def _table(title: str, rows: dict[str, int]) -> list[str]:
    return ["", title, *(f"  {name:36} {number:>8}" for name, number in rows.items())]
