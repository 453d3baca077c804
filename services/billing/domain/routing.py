"""From a line to its place: by itself to an invoice, by a rule to clearing, else to the queue (R14.2)."""

from __future__ import annotations

from collections.abc import Sequence

from services.billing.domain import clues, numbers, providers
from services.billing.domain.classes import ClassRule, first_fitting
from services.billing.domain.matching import Known, Match, Waits, Way, by_itself
from services.billing.domain.providers import ProviderSign
from services.billing.domain.reasons import Reason
from services.billing.domain.refund_clues import is_payee
from services.billing.domain.statements import Line


def route(line: Line, known: Known, rules: Sequence[ClassRule]) -> tuple[Match, ClassRule | None]:
    """What becomes of a line. Money that names one of our invoices or students never goes to clearing unseen.

    A rule takes a line that names a student only where none of his open invoices asks for that sum: tuition is paid
    with the same IIN.
    """
    sent_back = _sent_back(line, known) if line.incoming else None
    if sent_back is not None:
        return sent_back, None
    provider = providers.first_fitting(line, known.providers)
    if provider is not None:
        return _lump(provider), None
    rule = first_fitting(line, rules)
    if not line.incoming:
        return _outgoing(line, known, rule)
    match = by_itself(line, known)
    if match is not None and (match.way is not Way.QUEUE or rule is None or _asks_for(match)):
        return match, None
    if rule is not None and not _hinted_by_number(line, known):
        return _cleared(rule, "class_rule"), rule
    return match or _unknown(line, known), None


def _sent_back(line: Line, known: Known) -> Match | None:
    """A refund that a bank sends back names its number and has its sum: the student's advance again (D22)."""
    for number in numbers.named_in(line.purpose, numbers.REFUND):
        gone = known.paid_out.get(number)
        if gone and gone.amount == line.amount:
            return Match(Way.PAYOUT, (Reason("refund_sent_back", "D22", {"number": number}),), refund_id=gone.refund_id)
    return None


def _outgoing(line: Line, known: Known, rule: ClassRule | None) -> tuple[Match, ClassRule | None]:
    """A released refund leaves the bank when number, sum and payee are those of the release (D15)."""
    for number in numbers.named_in(line.purpose, numbers.REFUND):
        due = known.refunds.get(number)
        if due and due.amount == line.amount and not is_payee(due, line.payee):
            params = {"number": number, "to": due.name or due.account, "name": line.payee.name}
            return Match(Way.CLEARING, (Reason("refund_to_another", "D15", params),)), rule
        if due and due.amount == line.amount:
            return Match(
                Way.PAYOUT, (Reason("refund_named", "R14.2", {"number": number}),), refund_id=due.refund_id
            ), None
    return _cleared(rule, "outgoing"), rule


def _lump(provider: ProviderSign) -> Match:
    """Money of many in one line is split by the provider's register only, whatever its purpose says (D17)."""
    reason = Reason("lump_of_provider", "D17", {"provider": provider.name})
    return Match(Way.QUEUE, (reason,), waits=Waits.LUMP, provider_id=provider.provider_id)


def _asks_for(match: Match) -> bool:
    return any("same_sum" in candidate.clues for candidate in match.candidates)


def _hinted_by_number(line: Line, known: Known) -> bool:
    return any(number in known.by_number for number in clues.numbers_hinted(line.purpose))


def _cleared(rule: ClassRule | None, code: str) -> Match:
    if rule is None:
        return Match(Way.CLEARING, (Reason(code, "R14.2"),))
    titles = {f"title_{language}": title for language, title in rule.titles.items()}
    reason = Reason("class_rule", "R14.2", {"number": str(rule.number), **titles})
    return Match(Way.CLEARING, (reason,))


def _unknown(line: Line, known: Known) -> Match:
    found = clues.candidates(line, known)
    code = "could_be_for_us" if found else "unknown_income"
    return Match(Way.QUEUE, (Reason(code, "R14.2"),), (), found)
