"""What grading keeps: copies of others' facts, policies and scales, sheets, the record, and the chain of seals."""

from services.grading.models.acts import (
    ActPolicyRow,
    Appeal,
    Correction,
    CribsAct,
    Equivalent,
    PendingResult,
    Scan,
)
from services.grading.models.base import Base
from services.grading.models.certificates import ResultCertificate
from services.grading.models.chain import ChainHead, SealedDocument
from services.grading.models.copies import Course, DayOff, Person, Section, Student, Term
from services.grading.models.journal import (
    AbsenceEntry,
    AbsenceExcuse,
    AbsencePolicyRow,
    AbsenceStanding,
    AwayStanding,
    ClassAct,
    JournalClass,
)
from services.grading.models.record import AttemptRow, Debt, GpaRow, ImportedBatch, PassedCourses
from services.grading.models.rulebook import Rulebook, rulebook
from services.grading.models.rules import GradeRow, OtherMarkRow, PolicyRow
from services.grading.models.sheets import Leaver, MarkEntry, Sheet, SheetRow
from services.grading.models.study_ends import StudyEnd

__all__ = [
    "AbsenceEntry", "AbsenceExcuse", "AbsencePolicyRow", "AbsenceStanding", "ActPolicyRow", "Appeal", "AttemptRow",
    "AwayStanding", "Base", "ChainHead", "ClassAct", "Correction", "Course", "CribsAct", "DayOff", "Debt",
    "Equivalent", "GpaRow", "GradeRow", "ImportedBatch", "JournalClass", "Leaver", "MarkEntry", "OtherMarkRow",
    "PassedCourses", "PendingResult", "Person", "PolicyRow", "ResultCertificate", "Rulebook", "Scan", "SealedDocument",
    "Section", "Sheet", "SheetRow", "Student", "StudyEnd", "Term",
    "rulebook",
]  # fmt: skip
