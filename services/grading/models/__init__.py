"""What grading keeps: copies of others' facts, policies and scales, sheets, the record, and the chain of seals."""

from services.grading.models.base import Base
from services.grading.models.chain import ChainHead, SealedDocument
from services.grading.models.copies import Course, Person, Section, Student, Term
from services.grading.models.record import AttemptRow, Debt, GpaRow, ImportedBatch
from services.grading.models.rulebook import Rulebook, rulebook
from services.grading.models.rules import GradeRow, OtherMarkRow, PolicyRow
from services.grading.models.sheets import MarkEntry, Sheet, SheetRow

__all__ = [
    "AttemptRow", "Base", "ChainHead", "Course", "Debt", "GpaRow", "GradeRow", "ImportedBatch", "MarkEntry",
    "OtherMarkRow", "Person", "PolicyRow", "Rulebook", "SealedDocument", "Section", "Sheet", "SheetRow", "Student",
    "Term", "rulebook",
]  # fmt: skip
