"""The seed of the first day's lot: nobody's choice, the same again only in a rehearsal (D2)."""

from __future__ import annotations

from services.registration.settings import lot_seed

REHEARSAL = {"TIRKEU_REHEARSAL": "1", "TIRKEU_LOT_SEED": "7"}


def test_a_rehearsal_draws_the_same_lots_every_time_and_others_for_another_term() -> None:
    assert lot_seed("2025/2026-summer", REHEARSAL) == lot_seed("2025/2026-summer", REHEARSAL)
    assert lot_seed("2025/2026-summer", REHEARSAL) != lot_seed("2026/2027-summer", REHEARSAL)


def test_nobody_chooses_the_lots_of_a_real_office() -> None:
    real = {"TIRKEU_LOT_SEED": "7"}
    assert lot_seed("2025/2026-summer", real) != lot_seed("2025/2026-summer", real)
