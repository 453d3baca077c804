"""Grading's own commands: its part of academic records, the seals, a student's GPA with its derivation, late sheets."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from services.grading.db import db
from services.grading.queries import averages, chain_files, seals
from services.grading.queries import late as late_sheets
from services.grading.settings import seal_public_jwk, seal_public_key
from services.grading.usecases import records, republishing
from shared.commands import report
from shared.records.model import University
from shared.records.source import source_options, university_of
from shared.seals import Head

AS_JSON = click.option("--json", "as_json", is_flag=True, help="For a program to read.")


@click.group()
def group() -> None:
    """Sheets, marks, results, debts in courses."""


@group.command("load-records", help="Bring in results, debts and averages of academic records; twice is once.")
@source_options
@AS_JSON
def load_records(*, as_json: bool, **source: Any) -> None:
    began = time.monotonic()
    university = university_of(**source)
    total = university.batch_count()

    def progress(number: int) -> None:
        """On the error channel, so that a report in JSON stays one."""
        click.echo(f"grading: {number}/{total}", err=True)

    new = load(university, progress)
    told = {"source": university.source, "batches": total, "new": new, "seconds": round(time.monotonic() - began, 1)}
    report(told, as_json, lambda: [f"{name}: {value}" for name, value in told.items()])


def load(university: University, progress: Callable[[int], None]) -> int:
    """Every batch that is not in yet, each in a transaction of its own; answers how many results were new."""
    source, new = records.Source.of(university), 0
    with db.read() as session:
        done = records.batches_in(session, source)
    for batch in university.batches():
        if batch.number not in done:
            with db.transaction() as session:
                new += records.take(session, source, batch)
        progress(batch.number)
    with db.transaction() as session:
        records.finish(session)
    return new


@group.command("verify", help="Verify every seal: the chain, its signatures, and each sealed sheet as it stands now.")
@click.option("--head", "published", metavar="NUMBER:DIGEST", help="A head that was published before.")
@AS_JSON
def verify(published: str | None, as_json: bool) -> None:
    with db.read() as session:
        found = seals.verification(session, seal_public_key(), _head(published))
    told = {
        "holds": found.holds,
        "links": found.links,
        "head": f"{found.head.number}:{found.head.digest}",
        "places": [asdict(place) for place in found.places],
    }
    report(told, as_json, lambda: _verified(found))
    if not found.holds:
        sys.exit(1)


@group.command("chain", help="Write the chain with its documents and the public key, to be verified elsewhere.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def chain(file: Path) -> None:
    with db.read() as session:
        links = seals.chain(session)
    file.write_text(chain_files.written(links, seal_public_jwk()), "utf-8")
    click.echo(f"{len(links)} links")


@group.command("verify-chain", help="Verify a chain that was written to a file; nothing else is needed.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--head", "published", metavar="NUMBER:DIGEST", help="A head that was published before.")
@click.option("--key", type=click.File(), help="The public key as it was published; else the one in the file.")
def verify_chain(file: Path, published: str | None, key: Any) -> None:
    broken = chain_files.broken(file.read_text("utf-8"), _head(published), key.read() if key else None)
    if broken is not None:
        raise click.ClickException(f"The chain breaks at link {broken.number}: {broken.what}.")
    click.echo("The chain holds.")


@group.command("gpa", help="The GPA of a student, by his number, and why it is that.")
@click.argument("student_number")
@AS_JSON
def gpa(student_number: str, as_json: bool) -> None:
    with db.read() as session:
        student_id = averages.student_by_number(session, student_number)
        if student_id is None:
            raise click.ClickException(f"There is no student {student_number}.")
        found = averages.derivation(session, student_id)
    told = {"student": student_number, **json.loads(json.dumps(asdict(found), default=str))}
    report(told, as_json, lambda: _derived(found))


@group.command("late", help="Examination sheets that are late, and whose (R5.1).")
@AS_JSON
def late(as_json: bool) -> None:
    with db.read() as session:
        found = late_sheets.late(session)
    told = [asdict(sheet) for sheet in found]
    report(told, as_json, lambda: [f"{s.course} {s.section}  {s.teacher}  since {s.late_since}" for s in found])


@group.command("republish", help="Tell registration again all that it keeps of grading; the version decides there.")
def republish() -> None:
    with db.transaction() as session:
        number = republishing.republish(session)
    click.echo(f"told again: {number}")


def _head(written: str | None) -> Head | None:
    if written is None:
        return None
    number, _, digest = written.partition(":")
    if not number.isdigit() or len(digest) != 64:
        raise click.BadParameter("a head is NUMBER:DIGEST, as the page of seals shows it")
    return Head(int(number), digest)


def _verified(found: seals.Verification) -> list[str]:
    places = [f"  {p.what}: sheet {p.sheet_id} {p.path}: {p.sealed!r} -> {p.found!r}" for p in found.places]
    verdict = "hold" if found.holds else f"are broken in {len(places)} places"
    return [f"{found.links} seals {verdict}; head {found.head.number}:{found.head.digest}", *places]


def _derived(found: averages.Derivation) -> list[str]:
    lines = [
        f"  {line.course}  {line.term}  {line.mark}  {line.points} x {line.credits} = {line.weight}  {line.why}"
        for line in found.lines
    ]
    summed = f"{found.points} / {found.credits} = {found.gpa}  (policy {found.policy_version}, {found.repeated})"
    return [*lines, summed]
