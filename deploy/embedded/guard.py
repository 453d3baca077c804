"""A process of its own that ends the children of a supervisor that was killed.

It reads `+pid signal` and `-pid` lines; when the pipe breaks, the writer is gone: whoever is left gets his signal, and
SIGKILL with his whole group if he stays. Standard library only, and no imports of ours: it must start at once.
"""

import contextlib
import os
import signal
import sys
import time

PATIENCE = 8.0


def main() -> None:
    """Remember who lives until the writer is gone, then end them."""
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    left: dict[int, int] = {}
    for line in sys.stdin:
        word, *rest = line.split()
        if word.startswith("+"):
            left[int(word)] = int(rest[0])
        else:
            left.pop(-int(word), None)
    end(left)


def end(left: dict[int, int]) -> None:
    """Ask each of them to stop, and stop them when they don't."""
    for pid, asked in left.items():
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, asked)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and any(alive(pid) for pid in left):
        time.sleep(0.05)
    for pid in left:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


def alive(pid: int) -> bool:
    """Whether the process is still there."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    main()
