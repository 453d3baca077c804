"""Draws for many at once: at the rates of the table, and no way stays unseen while somebody is left to go it.

What is drawn depends on the seed, the question and those who are asked; nothing here may depend on who comes first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from deploy.rehearsal.habits import also, choice, number, rates_of

Choice = TypeVar("Choice", bound=StrEnum)


class Lots:
    """Remembers what was drawn for whom, and which ways were gone."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._drawn: dict[type[StrEnum], dict[str, StrEnum]] = {}
        self._gone: Counter[str] = Counter()

    def choices(
        self, kind: type[Choice], whom: Sequence[str], able: Callable[[str, Choice], bool] = lambda *_: True
    ) -> Mapping[str, Choice]:
        """What each of these does, once and for all.

        Ways that nobody has gone yet are given to some of the newcomers who would go the usual one, to half of them at
        most, and never to somebody who is not ``able`` to go it.
        """
        known = self._drawn.setdefault(kind, {})
        new = [one for one in dict.fromkeys(whom) if one not in known]
        known.update({one: choice(kind, self.seed, one) for one in new})
        usual, *others = rates_of(kind)
        self._gone.update(repr(known[one]) for one in new if able(one, kind(known[one])))
        spare = sorted((one for one in new if known[one] is usual), key=self._lot)
        left = (len(spare) + 1) // 2
        for way in others:
            fit = next((one for one in spare if able(one, way)), None) if repr(way) not in self._gone and left else None
            if fit is not None:
                known[fit], left = way, left - 1
                spare.remove(fit)
                self._gone[repr(way)] += 1
        return {one: kind(known[one]) for one in whom}

    def fix(self, way: StrEnum, who: str) -> None:
        """This one goes this way, whatever would be drawn."""
        self._drawn.setdefault(type(way), {})[who] = way

    def some(self, way: StrEnum, whom: Iterable[str], least: int = 1) -> frozenset[str]:
        """Those of them to whom this happens; at any rate to so many that it has happened to ``least`` by now."""
        everyone = sorted(set(whom), key=self._lot)
        met = {one for one in everyone if also(way, self.seed, one)}
        missing = max(0, least - self._gone[repr(way)] - len(met))
        met.update([one for one in everyone if one not in met][:missing])
        self._gone[repr(way)] += len(met)
        return frozenset(met)

    def happens(self, way: StrEnum, who: str) -> bool:
        """Whether it happens to him alone."""
        return who in self.some(way, [who])

    def _lot(self, one: str) -> tuple[int, str]:
        return number(self.seed, "instead", one), one
