"""Printed papers: a Typst template and its data give a PDF; the same data give the same bytes (R12.2).

Data are display strings, made in the language of the reader: a template holds no rule and no number of its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
import typst

FONTS = ("Libertinus Serif", "New Computer Modern")
"""Both come with Typst and hold all Kazakh letters and ₸."""


def pdf(template: Path, data: Mapping[str, Any]) -> bytes:
    """The document; the template reads its data by ``json(bytes(sys.inputs.data))``."""
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    made = typst.compile(str(template), root=str(template.parent), sys_inputs=inputs)
    assert isinstance(made, bytes)
    return made


def qr_svg(text: str) -> str:
    """A QR code as SVG, for a template or a page."""
    drawn = BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="svg", border=2, xmldecl=False, svgns=True)
    return drawn.getvalue().decode()


def qr_png(text: str, scale: int = 5) -> bytes:
    """A QR code as PNG, for a page."""
    drawn = BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="png", border=2, scale=scale)
    return drawn.getvalue()
