"""Keeps one program or server running: when it ends by itself it is started again, after a pause that grows."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from deploy.embedded.processes import Child, Trouble

PAUSES = (0.2, 1.0, 2.0, 5.0, 10.0, 30.0)
STEADY = 60.0
"""Seconds after which a program counts as healthy, and its next pause is short again."""


@dataclass
class Keeper:
    """One program that has to run."""

    name: str
    kind: str
    begin: Callable[[], Child]
    say: Callable[[str], None] = field(repr=False)
    child: Child | None = None
    ends: int = 0
    _since: float = 0.0
    _again_at: float | None = None

    def start(self) -> None:
        """Start it."""
        self._since, self._again_at = time.monotonic(), None
        self.child = self.begin()

    def running(self) -> bool:
        """Whether it runs now."""
        return self.child is not None and self.child.running()

    def look(self) -> None:
        """Start it again if it has ended and its pause is over."""
        now = time.monotonic()
        if self.running():
            if now - self._since > STEADY:
                self.ends = 0
        elif self._again_at is None:
            self._mourn(now)
        elif now >= self._again_at:
            self._try_again()

    def _mourn(self, now: float) -> None:
        """Note that it ended, take along what it had started, and set the pause."""
        pause = PAUSES[min(self.ends, len(PAUSES) - 1)]
        self.ends, self._again_at = self.ends + 1, now + pause
        if self.child is not None:
            self.say(f"{self.name} ended ({self.child.process.returncode}); it starts again in {pause:g} s")
            self.child.kill()

    def _try_again(self) -> None:
        try:
            self.start()
        except (Trouble, OSError) as error:
            self.say(f"{self.name}: {error}")
            self.child = None
            self._mourn(time.monotonic())

    def ask(self) -> None:
        """Ask it to stop."""
        if self.child is not None:
            self.child.ask()

    def stop(self) -> None:
        """Stop it for good."""
        if self.child is not None:
            self.child.stop()
