"""Take the pictures of docs/gallery.md from a study that was rebuilt.

Usage: ``python tools/gallery.py STUDY``. Pages are opened from disk in a headless Chromium, and the pictures
are reduced to 256 colours.
"""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import sync_playwright
from screenshots import ARGUMENTS, chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DIRECTORY = Path(__file__).resolve().parents[1] / "docs" / "images" / "gallery"
SIZE = {"width": 1200, "height": 750}
COLOURS = 256
SETTLING = 1500
"""Milliseconds that a page has to draw itself."""


@dataclass(frozen=True)
class Picture:
    """A page of a build and how it is shown.

    Parameters
    ----------
    name : str
        Name of the picture.
    page : str
        The page, below ``build/``.
    dark : bool
        Whether the browser asks for dark colours.
    language : str
        Language of the page.
    """

    name: str
    page: str
    dark: bool = False
    language: str = "en"


PICTURES = (
    Picture("collaboration", "views/collaboration.html"),
    Picture("collaboration-dark", "views/collaboration.html", dark=True),
    Picture("collaboration-sv", "views/collaboration.html", language="sv"),
    Picture("services", "views/services.html"),
    Picture("decisions", "views/decisions.html"),
    Picture("report", "report.html"),
)


def take(browser: Browser, picture: Picture, build: Path) -> bytes:
    """Return a picture as PNG."""
    page = browser.new_page(viewport=SIZE, color_scheme="dark" if picture.dark else "light", locale="en")
    page.goto(f"{(build / picture.page).as_uri()}#lang={picture.language}")
    if picture.page.startswith("views/"):
        page.wait_for_selector("html[data-ready]")
    page.wait_for_timeout(SETTLING)
    content = page.screenshot()
    page.close()
    with Image.open(io.BytesIO(content)) as image:
        # Its other methods take the colour from small marks, or change that of the ground.
        small = image.convert("RGB").quantize(
            COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
        )
    out = io.BytesIO()
    small.save(out, "PNG", optimize=True)
    return out.getvalue()


def main(study: Path) -> None:
    """Write the pictures."""
    DIRECTORY.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        for picture in PICTURES:
            (DIRECTORY / f"{picture.name}.png").write_bytes(take(browser, picture, study.resolve() / "build"))
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
