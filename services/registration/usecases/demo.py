"""One account a role in a university that does not exist, for whoever wants to look around."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from services.registration.models.accounts import Account, RoleGrant
from services.registration.models.campus import Group, Student
from services.registration.models.catalogue import Course
from services.registration.models.copies import DebtCopy
from services.registration.models.registrations import RecordsLoad
from services.registration.queries.policies import in_force
from services.registration.usecases.accounts import give_demo_password
from services.registration.usecases.policies import set_policy
from shared.clock import now
from shared.identity import Role

GENERATED = "generated"
FEW = 50
LOGINS = {role: role.value.replace("_", "-") for role in Role}


TRANSFER_GPA = ("1.80", "2.00", "2.20")


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Somebody to sign in as."""

    role: str
    login: str
    password: str


def demo_accounts(session: Session, secret: str) -> list[DemoAccount]:
    """One account for each role that somebody holds; none where the people were not generated.

    The password is the instance's own, made from its secret: the same at each start, and nobody else's. Whoever
    has such an account keeps it, also when his debt is closed.
    """
    if not session.scalar(select(RecordsLoad.source).where(RecordsLoad.source.startswith(GENERATED)).limit(1)):
        return []
    password = demo_password(secret)
    named = dict(session.execute(select(Account.login, Account.person_id)).all())
    holders = {role: named.get(LOGINS[role], person_id) for role, person_id in _holders(session)}
    opened = set(session.scalars(select(Account.person_id).where(Account.password_hash.is_not(None))))
    give_demo_password(
        session,
        {person_id: LOGINS[role] for role, person_id in holders.items() if person_id not in opened},
        password,
    )
    session.flush()
    logins = dict(
        session.execute(select(Account.person_id, Account.login).where(Account.person_id.in_(holders.values()))).all()
    )
    return [DemoAccount(role.value, logins[person_id], password) for role, person_id in holders.items()]


def council_of_the_demo(session: Session, source: str) -> None:
    """The transfer GPA of a university that does not exist, once; a real one's council sets its own (R7.1)."""
    today = now(session).day
    if source.startswith(GENERATED) and in_force(session, today)["transfer_gpa"].version == 1:
        set_policy(session, "transfer_gpa", {"thresholds": list(TRANSFER_GPA)}, today, "demonstration")


def demo_password(secret: str) -> str:
    """Letters and digits in groups of four, from the secret of the instance."""
    digest = hmac.new(secret.encode(), b"demo accounts", hashlib.sha256).digest()
    letters = base64.b32encode(digest).decode().lower()
    return "-".join(letters[start : start + 4] for start in (0, 4, 8, 12))


def _holders(session: Session) -> Iterator[tuple[Role, UUID]]:
    """Whoever comes first of each role, each person for one role only; dean, adviser and teacher near the student."""
    student = _student(session)
    if student is None:
        return
    yield Role.STUDENT, student.student_id
    taken = {student.student_id}
    for role in Role:
        people = _advisers(session, student) if role is Role.ADVISER else _grantees(session, role, student)
        found = next((person_id for person_id in people if person_id not in taken), None)
        if found is not None:
            taken.add(found)
            yield role, found


def _student(session: Session) -> Student | None:
    """One who has something to do here: with an open academic debt, in a course of his own dean's if there is any."""
    owing = exists().where(DebtCopy.student_id == Student.student_id, DebtCopy.status == "open")
    at_home = owing.where(Course.course_id == DebtCopy.course_id, Course.faculty_id == Student.faculty_id)
    studying = select(Student).where(Student.status == "studying")
    query = studying.order_by(at_home.desc(), owing.desc(), Student.student_id)
    return session.scalars(query.limit(1)).first()


def _advisers(session: Session, student: Student) -> Sequence[UUID]:
    his = Group.group_id == student.group_id
    query = select(Group.adviser_id).where(Group.adviser_id.is_not(None)).order_by(his.desc(), Group.group_id)
    return [person_id for person_id in session.scalars(query.limit(FEW)) if person_id is not None]


def _grantees(session: Session, role: Role, student: Student) -> Sequence[UUID]:
    day = now(session).day
    near = func.coalesce(RoleGrant.scope_id == student.faculty_id, False)
    query = select(RoleGrant.person_id).where(
        RoleGrant.role == role.value,
        RoleGrant.valid_from <= day,
        or_(RoleGrant.valid_until.is_(None), RoleGrant.valid_until >= day),
    )
    return session.scalars(query.order_by(near.desc(), RoleGrant.person_id).limit(FEW)).all()
