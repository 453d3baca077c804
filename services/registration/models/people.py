"""People: who somebody is, whether student or staff."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from services.registration.models.base import Base


class Person(Base):
    """A person as documents name him; ``sort_key`` orders by the Kazakh alphabet, ``folded`` is what search reads."""

    __tablename__ = "people"
    __table_args__ = (CheckConstraint("language IN ('kk', 'ru', 'en')", name="language"),)

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    version_no: Mapped[int] = mapped_column(default=1)
    iin: Mapped[str | None] = mapped_column(unique=True)
    surname: Mapped[str]
    given_name: Mapped[str]
    patronymic: Mapped[str] = mapped_column(default="")
    born_on: Mapped[date | None]
    language: Mapped[str] = mapped_column(default="kk")
    email: Mapped[str | None] = mapped_column(index=True)
    phone: Mapped[str | None]
    is_staff: Mapped[bool] = mapped_column(default=False)
    silenced: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Nothing is sent to him any more: he has died (D14)."""
    sort_key: Mapped[str] = mapped_column(index=True)
    folded: Mapped[str]

    @property
    def name(self) -> str:
        """Surname, given name and patronymic, as lists print them."""
        return " ".join(part for part in (self.surname, self.given_name, self.patronymic) if part)
