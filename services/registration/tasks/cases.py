"""What is said to the cases of registration's workflows: the engine stores it and moves them."""

from __future__ import annotations

from services.registration.celery_app import celery
from services.registration.workflows import expulsion_review, revocation, seat_offer, summer_enrolment, summer_term
from services.registration.workflows.engine import engine

__all__ = ["expulsion_review", "revocation", "seat_offer", "summer_enrolment", "summer_term"]

engine.listen(celery)
