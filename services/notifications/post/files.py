"""E-mail as files, where no mail server is named: one `.eml` a letter, under the day on which it was said."""

import os
from collections.abc import Iterable, Sequence
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from services.notifications.post.letter import Letter, Outcome, message_of
from shared.clock import office_day

PROOF = "file "
"""How the proof of such a letter begins; the rest is its place under the folder."""


class FilePost:
    """Writes letters under a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, letters: Sequence[Letter]) -> list[Outcome]:
        """Each letter becomes a file; the same letter again is the same file."""
        return [self._write(letter) for letter in letters]

    def _write(self, letter: Letter) -> Outcome:
        place = Path(office_day(letter.written_at).isoformat()) / f"{letter.delivery_id}.eml"
        try:
            content = message_of(letter)
        except ValueError as problem:
            return Outcome(letter.delivery_id, error=str(problem), for_good=True)
        try:
            _whole(self._folder / place, content)
        except OSError as problem:
            return Outcome(letter.delivery_id, error=f"{type(problem).__name__}: {problem.strerror}")
        return Outcome(letter.delivery_id, proof=f"{PROOF}{place}")


def blot(folder: Path, words: Iterable[str]) -> None:
    """Letters to others that name one of these words are removed: a letter is told by its notice all the same."""
    wanted = [word for word in words if word]
    for path in folder.rglob("*.eml"):
        letter = message_from_bytes(path.read_bytes(), policy=default)
        body = letter.get_body(("plain", "html"))
        said = f"{letter['to']} {letter['subject']} {body.get_content() if body else ''}"
        if any(word in said for word in wanted):
            path.unlink(missing_ok=True)


def _whole(path: Path, content: bytes) -> None:
    """Write the file or nothing: a reader never sees half a letter."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_bytes(content)
    unfinished.replace(path)
