"""The result certificate of a student of another university, also when his result is corrected (R8.8, R15.2)."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.grading.domain.corrections import Entry
from services.grading.domain.outcome import Appearance
from services.grading.models import ResultCertificate
from services.grading.queries.certificates import certificate
from services.grading.queries.externals import EXTERNAL
from services.grading.usecases import copies, corrections
from services.grading.usecases.corrections import Ground
from shared.contracts.grading import ResultCorrected, ResultSealed
from shared.contracts.registration import StudentChanged
from shared.errors import Refused
from shared.identity import Actor, Held, Role
from tests.grading.university import University, said


def test_a_corrected_result_gets_a_certificate_of_its_own_and_the_old_one_stays_as_issued(
    university: University, grading_db: Session
) -> None:
    university.found().enrol(1)
    [student] = university.students
    event = StudentChanged(student, 2, "X-1", None, "external", EXTERNAL, "external", 1, "fee", "studying")
    copies.keep_students(grading_db, [event])
    university.attest(("80", "80"))
    university.examine("70")
    university.close()
    place = (university.section_id, student, "exam", 1)
    cribs = Entry(None, Appearance.CRIBS)
    with pytest.raises(Refused, match="by_its_own_act"):
        corrections.propose(grading_db, university.teacher, *place, cribs, Ground("found later", "12"))
    act = corrections.propose(grading_db, university.teacher, *place, Entry(Decimal(90)), Ground("added wrongly", "12"))
    office = Actor(uuid4(), "Leading specialist", (Held(Role.LEADING_SPECIALIST),))
    corrections.decide(grading_db, office, act.correction_id, approve=True, why="seen")
    old, new = grading_db.scalars(select(ResultCertificate).order_by(ResultCertificate.revision)).all()
    sealed, corrected = said(grading_db, "grading.result_sealed", "grading.result_corrected")
    assert isinstance(sealed, ResultSealed)
    assert isinstance(corrected, ResultCorrected)
    assert (sealed.certificate, corrected.certificate) == (old.digest, new.digest)
    first, second = certificate(grading_db, old.digest), certificate(grading_db, new.digest)
    assert (first.said["mark"], first.superseded_by, first.holds) == ("B-", new.digest, True)
    assert (second.said["mark"], second.said["supersedes"], second.superseded_by) == ("B", old.digest, None)
