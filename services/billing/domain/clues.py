"""What else in a line hints at one of our invoices: candidates for the queue, never a ground to post (R14.2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from services.billing.domain import numbers
from services.billing.domain.look_alikes import has_word, words
from services.billing.domain.matching import Candidate, Known, OpenInvoice
from services.billing.domain.statements import Line

WEIGHTS = {
    "number_without_letters": 70,
    "number_mistyped": 50,
    "payer_is_student": 40,
    "same_surname": 30,
    "same_sum": 15,
}
LEAST = 40
"""Less than this is no candidate: a sum alone, or a frequent surname alone, says nothing."""


def numbers_hinted(purpose: str) -> dict[str, str]:
    """Invoice numbers that a purpose may mean, each with the clue."""
    meant = (number for digits in numbers.mistyped_in(purpose) for number in numbers.meant_by(digits))
    mistyped = dict.fromkeys(meant, "number_mistyped")
    return mistyped | dict.fromkeys(numbers.bare_in(purpose), "number_without_letters")


def candidates(line: Line, known: Known) -> tuple[Candidate, ...]:
    """The invoices for which enough speaks, the likeliest first."""
    found = (_weigh(line, invoice, known) for invoice in _suspects(line, known))
    likely = [candidate for candidate in found if candidate.likelihood >= LEAST]
    return tuple(sorted(likely, key=lambda candidate: (-candidate.likelihood, str(candidate.invoice_id))))


def _suspects(line: Line, known: Known) -> Iterable[OpenInvoice]:
    seen: dict[object, OpenInvoice] = {}
    for invoice in _all_suspects(line, known):
        seen.setdefault(invoice.invoice_id, invoice)
    return seen.values()


def _all_suspects(line: Line, known: Known) -> Iterator[OpenInvoice]:
    for number in numbers_hinted(line.purpose):
        if number in known.by_number:
            yield known.by_number[number]
    payer = known.by_iin.get(line.payer.id_number)
    if payer:
        yield from known.open_of.get(payer[0], ())
    for word in words(f"{line.purpose} {line.payer.name}"):
        yield from known.by_surname.get(word, ())


def _weigh(line: Line, invoice: OpenInvoice, known: Known) -> Candidate:
    clues = []
    hint = numbers_hinted(line.purpose).get(invoice.number)
    if hint:
        clues.append(hint)
    if known.by_iin.get(line.payer.id_number, (None, ""))[0] == invoice.student_id:
        clues.append("payer_is_student")
    if has_word(f"{line.purpose} {line.payer.name}", invoice.surname):
        clues.append("same_surname")
    if invoice.remaining == line.amount:
        clues.append("same_sum")
    return Candidate(invoice.invoice_id, min(99, sum(WEIGHTS[clue] for clue in clues)), tuple(clues))
