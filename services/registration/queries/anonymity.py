"""The register of people made nameless: no name of theirs stands in it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from services.registration.models.anonymity import Anonymisation
from services.registration.models.people import Person

Asker, Decider = aliased(Person), aliased(Person)


def listed() -> Select[*tuple[Any, ...]]:
    """Every act, who asked and who decided."""
    return (
        select(
            Anonymisation.anonymisation_id,
            Anonymisation.number,
            Anonymisation.why,
            Anonymisation.document,
            Anonymisation.asked_at,
            (Asker.surname + " " + Asker.given_name).label("asked_by"),
            Anonymisation.status,
            (Decider.surname + " " + Decider.given_name).label("decided_by"),
            Anonymisation.decided_at,
            Anonymisation.done,
        )
        .join(Asker, Asker.person_id == Anonymisation.asked_by)
        .outerjoin(Decider, Decider.person_id == Anonymisation.decided_by)
    )
