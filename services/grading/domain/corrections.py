"""Who may change what after a sheet is sealed: corrections, certificates, appeals (R5.3, R5.5, R4.7, D10)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from services.grading.domain.outcome import Appearance, Result
from services.grading.domain.reasons import Reason


class Source(StrEnum):
    """What a change of a sealed line rests on."""

    CORRECTION = "correction"
    """Proposed by the teacher, approved by the office (R5.3)."""
    CERTIFICATE = "certificate"
    """Illness: "did not appear" becomes I (D10)."""
    APPEAL = "appeal"
    """The commission raised the result (R5.5)."""
    RESERVE = "reserve"
    """The exam of the reserve days (D10)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands, or is to stand, on a line."""

    value: Decimal | None
    appearance: Appearance | None = None


def why_no_proposal(
    now: Entry, new: Entry, *, own: bool, sealed: bool, pending: bool, attestation: bool
) -> Iterator[Reason]:
    """Every reason why a correction can't be proposed (R5.3); no other mark overrules an act about cribs (R4.7)."""
    if own:
        yield Reason("own_line", "R1.2")
    if not sealed:
        yield Reason("sheet_not_sealed", "R5.3")
    if pending:
        yield Reason("correction_waits", "R5.3")
    if now.appearance is Appearance.CRIBS:
        yield Reason("cribs_stand", "R4.7")
    if new.appearance in (Appearance.CRIBS, Appearance.EXCUSED):
        yield Reason("by_its_own_act", "R5.3")
    if now == new:
        yield Reason("nothing_changes", "R5.3")
    if new.value is None and (attestation or new.appearance in (None, Appearance.APPEARED)):
        yield Reason("corrected_mark_missing", "R5.3")


def why_not_decided(*, proposer: UUID, student: UUID, decider: UUID, status: str) -> Iterator[Reason]:
    """Whoever proposes never approves, and nobody decides for himself (R1.2)."""
    if status != "proposed":
        yield Reason("correction_decided", "R5.3")
    if decider == proposer:
        yield Reason("own_proposal", "R1.2")
    if decider == student:
        yield Reason("own_line", "R1.2")


def why_no_certificate(
    now: Entry, *, let_in: bool, brought_at: datetime, until: datetime, case_open: bool
) -> Iterator[Reason]:
    """Only who did not appear is excused, or was barred by absences excused since; in time (D10)."""
    if now.appearance is not Appearance.DID_NOT_APPEAR and not let_in:
        yield Reason("appeared_at_exam", "D10")
    if brought_at > until:
        yield Reason("certificate_late", "D10", {"until": f"moment:{until.isoformat()}"})
    if case_open:
        yield Reason("correction_waits", "R5.3")


def why_no_appeal(*, at: datetime, until: datetime, already: bool, incomplete: bool) -> Iterator[Reason]:
    """Every reason why an appeal can't be made: too late, made before, or there is no result yet (R5.5)."""
    if incomplete:
        yield Reason("no_result_yet", "R5.5")
    if already:
        yield Reason("appeal_made", "R5.5")
    if at > until:
        yield Reason("appeal_late", "R5.5", {"until": f"moment:{until.isoformat()}"})


def why_no_commission(
    members: Collection[UUID], *, teacher: UUID | None, student: UUID, least: int
) -> Iterator[Reason]:
    """A commission of at least three, the chair among them, without the teacher and without the student (R5.5)."""
    if len(members) + 1 < least:
        yield Reason("commission_small", "R5.5", {"least": str(least)})
    if teacher in members:
        yield Reason("teacher_in_commission", "R5.5")
    if student in members:
        yield Reason("own_line", "R1.2")


def why_not_raised(before: Result, after: Result) -> Iterator[Reason]:
    """A commission raises or keeps, never lowers (R5.5)."""
    if (after.points, after.percent or 0) <= (before.points, before.percent or 0):
        yield Reason("not_raised", "R5.5", {"mark": before.mark})
