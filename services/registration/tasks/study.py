"""News of results from grading: copies by version, and notices to those who hold a role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy.orm import Session

from services.registration.celery_app import celery
from services.registration.models.study import EquivalentCopy, PendingCopy
from services.registration.usecases import provisional, study
from shared.contracts.grading import AppealWaits, EquivalentChanged, FailedOften, PendingChanged, SheetEscalated
from shared.messaging import upsert_copy


@celery.handles(PendingChanged)
def on_pending_changed(events: Sequence[PendingChanged], session: Session) -> None:
    """Keep whose result can still change (D8)."""
    upsert_copy(session, PendingCopy, [asdict(event) for event in events], key="pending_id")
    provisional.results_stand(session, events)


@celery.handles(EquivalentChanged)
def on_equivalent_changed(events: Sequence[EquivalentChanged], session: Session) -> None:
    """Keep which course stands for which; who owes the one is told of the other (D12)."""
    upsert_copy(session, EquivalentCopy, [asdict(event) for event in events], key="act_id")
    study.tell_of_equivalents(session, events)


@celery.handles(AppealWaits)
def on_appeal_waits(events: Sequence[AppealWaits], session: Session) -> None:
    """Tell those who name the commission, who decide, or who have to know (R5.5)."""
    study.appeals_wait(session, events)


@celery.handles(SheetEscalated)
def on_sheet_escalated(events: Sequence[SheetEscalated], session: Session) -> None:
    """Tell those above the teacher (R13.1)."""
    study.escalate(session, events)


@celery.handles(FailedOften)
def on_failed_often(events: Sequence[FailedOften], session: Session) -> None:
    """Warn the dean (D11)."""
    study.warn_of_failures(session, events)
