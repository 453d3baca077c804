"""The frame of the demo university: faculties, specialties, tariffs and courses, read from catalogue.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from shared.money import Money
from shared.records.ids import record_id
from shared.records.model import CourseRecord, Faculty, Specialty, TariffRecord, Texts

Plan = Mapping[tuple[int, str], tuple[CourseRecord, ...]]
"""Courses by year of study and kind of term."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Faculties with their specialties and own courses, the courses of everybody, and base prices by specialty."""

    faculties: tuple[Faculty, ...]
    specialties: tuple[Specialty, ...]
    own: Mapping[str, tuple[CourseRecord, ...]]
    common: tuple[CourseRecord, ...]
    upper: tuple[CourseRecord, ...]
    prices: Mapping[str, int]

    @property
    def courses(self) -> tuple[CourseRecord, ...]:
        """Every course."""
        return (*self.common, *self.upper, *(course for own in self.own.values() for course in own))

    def faculty(self, code: str) -> Faculty:
        """The faculty with this code."""
        return next(faculty for faculty in self.faculties if faculty.code == code)

    def plan(self, faculty: Faculty) -> Plan:
        """What students of a faculty take, by year of study and term."""
        own, every, upper = self.own[faculty.code], self.common, self.upper
        return {
            (1, "autumn"): every[:4],
            (1, "spring"): every[4:],
            (2, "autumn"): (own[0], own[1], upper[0]),
            (2, "spring"): (own[2], own[3], upper[1]),
            (3, "autumn"): (own[2], own[3], upper[2]),
            (3, "spring"): (own[4], own[5], upper[3]),
            (4, "autumn"): (own[4], own[5], upper[1]),
            (4, "spring"): (own[1], upper[2]),
        }


@cache
def catalogue() -> Catalogue:
    """The catalogue of the demo university."""
    written = tomllib.loads((files("shared.records") / "catalogue.toml").read_text(encoding="utf-8"))
    rows = written["faculties"]
    faculties = {row["code"]: Faculty(record_id("faculty", row["code"]), row["code"], _texts(row)) for row in rows}
    return Catalogue(
        faculties=tuple(faculties.values()),
        specialties=tuple(
            Specialty(record_id("specialty", of["code"]), of["code"], _texts(of), faculties[row["code"]].id)
            for row in rows
            for of in row["specialties"]
        ),
        own={row["code"]: tuple(_course(of, faculties[row["code"]]) for of in row["courses"]) for row in rows},
        common=tuple(_course(row, faculties[row["faculty"]]) for row in written["common"]),
        upper=tuple(_course(row, faculties[row["faculty"]]) for row in written["upper"]),
        prices={of["code"]: row["price"] for row in rows for of in row["specialties"]},
    )


def tariffs(seed: int, academic_years: tuple[str, ...]) -> tuple[TariffRecord, ...]:
    """The price of a credit for each specialty and year, drawn in steps of 500 tenge (R9.2)."""
    book = catalogue()
    return tuple(
        TariffRecord(
            record_id("tariff", of.code, year),
            of.id,
            year,
            Money.of(book.prices[of.code] + 500 * Random(f"{seed}:tariff:{of.code}:{year}").randrange(7)),
        )
        for of in book.specialties
        for year in academic_years
    )


def _course(row: dict[str, Any], faculty: Faculty) -> CourseRecord:
    return CourseRecord(record_id("course", row["code"]), row["code"], _texts(row), row["credits"], faculty.id)


def _texts(row: dict[str, Any]) -> Texts:
    return Texts(row["kk"], row["ru"], row["en"])
