"""Files that a form brought."""

from __future__ import annotations

from typing import Any

from services.grading.usecases.scans import Upload


def sent(file: Any) -> Upload | None:
    """The file as it was sent; None where the field was left empty."""
    if not file or not file.filename:
        return None
    return Upload(file.filename, file.read())
