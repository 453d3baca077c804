"""R2.1, R13.1: working days by the office's table, over New Year too."""

from datetime import date

from shared.workdays import Workdays, shipped


def test_a_term_over_new_year_leaves_out_the_holidays_of_both_years() -> None:
    days = Workdays(shipped())
    assert days.after(date(2026, 12, 30), 1) == date(2026, 12, 31)
    assert days.after(date(2026, 12, 30), 3) == date(2027, 1, 6), "1, 2 and 4 January are off"
    assert days.between(date(2026, 12, 30), date(2027, 1, 8)) == 4


def test_a_day_that_the_government_moved_is_off_and_the_other_worked() -> None:
    friday, saturday = date(2025, 6, 13), date(2025, 6, 14)
    moved = Workdays({friday: False, saturday: True})
    assert moved.after(date(2025, 6, 12), 1) == saturday
    assert Workdays().after(date(2025, 6, 12), 1) == friday
    assert Workdays().between(friday, date(2025, 6, 17)) == 2
