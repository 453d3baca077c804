"""Whoever cites a rule cites one that exists."""

import re
import subprocess
from pathlib import Path

from shared.rules import numbers

ROOT = Path(__file__).parents[2]
CITATION = re.compile(r"(?<![\w.$#/%-])(?:R\d{1,2}\.\d{1,2}|D\d{1,2})(?![\w-]|\.\w)")
KINDS = ("*.py", "*.html", "*.toml", "*.md")


def citations(text: str) -> list[tuple[int, str]]:
    """Line and number of every citation in a text."""
    return [
        (line, found.group())
        for line, content in enumerate(text.splitlines(), start=1)
        for found in CITATION.finditer(content)
    ]


def test_every_citation_has_its_rule() -> None:
    known = set(numbers())
    files = our_files()
    cited = [(path, line, number) for path in files for line, number in citations(path.read_text(encoding="utf-8"))]
    assert len(cited) > len(known), "the search found hardly anything: is it broken?"
    assert [f"{path.relative_to(ROOT)}:{line} {number}" for path, line, number in cited if number not in known] == []


def test_a_citation_is_seen_wherever_it_stands() -> None:
    text = 'Reason("late", rule="R8.3")\nas D12 says (R14.2, R3.10); not R2D2, D3.js, #D1 or v.R1.2.3'
    assert [number for _, number in citations(text)] == ["R8.3", "D12", "R14.2", "R3.10"]


def our_files() -> list[Path]:
    """The files of the project: those that git knows, or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", *KINDS],
        cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    if listed.returncode == 0:
        return [path for name in listed.stdout.decode().split("\0") if name and (path := ROOT / name).is_file()]
    tops = [ROOT / top for top in ("services", "shared", "deploy", "tests")]
    return [path for top in tops for kind in KINDS for path in top.rglob(kind)] + list(ROOT.glob("*.md"))
