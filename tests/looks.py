"""How a page looks to axe, and at a desk or on a telephone."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

PHONE, DESK = (390, 844), (1280, 900)
INKS = """() => [...new Set([...document.querySelectorAll("body *")]
    .filter(one => one.matches("input, select, textarea") || [...one.childNodes].some(text => text.data?.trim()))
    .map(one => {
        const ink = getComputedStyle(one), behind = []
        for (let each = one; each; each = each.parentElement) {
            const {backgroundColor, backgroundImage, opacity, position} = getComputedStyle(each)
            behind.push([backgroundColor, backgroundImage, opacity, position].join())
        }
        return [ink.color, ink.fontSize, ink.fontWeight, ...new Set(behind)].join()
    }))]"""
"""How each text is written: its colour, its size, and what lies behind it."""
INSIDE = """() => [...document.querySelectorAll("main .data-scroll")]
    .filter(one => one.scrollWidth > one.clientWidth + 2).map(one => one.getAttribute("aria-label"))"""
"""Tables that a telephone shows only in part."""
HANDS = """() => {
    const all = [...document.querySelectorAll("main a[href], main button, main input, main select, main textarea")]
        .filter(one => one.type != "hidden" && one.checkVisibility())
    const name = one => one.outerHTML.slice(0, 90)
    const dark = all.filter(one => {
        one.focus()
        const {outlineStyle, boxShadow} = getComputedStyle(one)
        return document.activeElement != one || (outlineStyle == "none" && boxShadow == "none")
    })
    const idle = all.filter(one => one.matches("button:not([data-copy])") && !one.form)
    return [...dark.map(one => "no focus: " + name(one)), ...idle.map(one => "needs a script: " + name(one)),
        ...all.filter(one => one.tabIndex != 0).map(one => "out of order: " + name(one))]
}"""
"""What a keyboard can't reach, what shows no focus, what does nothing without scripts."""
RUN = """contrast => axe.run(document, {
        resultTypes: ["violations"], preload: false, rules: {"color-contrast": {enabled: contrast}},
    }).then(all => all.violations.map(one => [one.id, one.nodes[0].html]))"""
"""Only what names a violation is brought out of the browser: the whole answer is large."""


@cache
def _source() -> str:
    from axe_playwright_python.base import AXE_SCRIPT

    return str(AXE_SCRIPT)


def brings_axe(context: BrowserContext) -> None:
    """Let every page that comes have axe: to send it anew for each costs a third of what it does there."""
    context.add_init_script(_source())


def violations(page: Page, inks: set[str] | None = None) -> list[str]:
    """Each rule that this page breaks, with the first place.

    Contrast costs as much as all other rules together: with ``inks`` it is asked only where a text is written as none
    was on the pages before (and axe is there, as `brings_axe` says).
    """
    new = set(page.evaluate(INKS)) - inks if inks is not None else None
    if inks is None:
        page.evaluate(_source())
    found: list[Any] = page.evaluate(RUN, new is None or bool(new))
    if inks is not None and not found:
        inks |= new or set()
    return [f"{rule}: {place}" for rule, place in found]


def keep(page: Page, name: str) -> None:
    """A picture for whoever wants to look himself: the environment says where."""
    if folder := os.environ.get("TIRKEU_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def out_of_hand(page: Page) -> list[str]:
    """What cannot be done without a mouse, or without scripts."""
    found: list[str] = page.evaluate(HANDS)
    return found


def too_wide(page: Page) -> list[str]:
    """On which of the two sizes the page scrolls sideways; it is left in the other one than it came in."""
    assert page.viewport_size is not None
    here = (page.viewport_size["width"], page.viewport_size["height"])
    found = []
    for width, height in (here, PHONE if here == DESK else DESK):
        if (width, height) != here:
            page.set_viewport_size({"width": width, "height": height})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            found.append(f"is {wide} wide on {width}")
        if width == PHONE[0]:
            found += [f"scrolls sideways in {place}" for place in page.evaluate(INSIDE)]
    return found
