"""Take screenshots of a page: wide and narrow, light and dark, in each of several states.

Usage: ``python tools/screenshots.py PAGE.html DIRECTORY [name=fragment ...]``. Each page is opened from
disk in a headless Chromium, and the messages of its console are printed.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

SIZES = {"wide": (1400, 900), "narrow": (390, 844)}
SCHEMES = ("light", "dark")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
]


def chromium() -> str:
    """Return the path of the browser."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        sys.exit("no Chromium found")
    return path


def take(page_path: Path, directory: Path, states: dict[str, str]) -> list[Path]:
    """Take a screenshot of `page_path` in each size, colour scheme and named state (a URL fragment)."""
    directory.mkdir(parents=True, exist_ok=True)
    pictures = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        for scheme in SCHEMES:
            for size, (width, height) in SIZES.items():
                context = browser.new_context(
                    viewport={"width": width, "height": height}, color_scheme=scheme
                )
                page = context.new_page()
                page.on("console", lambda message: print(f"{message.type}: {message.text}"))
                page.on("pageerror", lambda error: print(f"error: {error}"))
                for state, fragment in states.items():
                    page.goto("about:blank")
                    page.goto(page_path.resolve().as_uri() + fragment)
                    page.wait_for_timeout(700)
                    path = directory / f"{page_path.stem}-{state}-{size}-{scheme}.png"
                    page.screenshot(path=path, full_page=size == "narrow")
                    pictures.append(path)
                context.close()
        browser.close()
    return pictures


if __name__ == "__main__":
    chosen = dict(item.split("=", 1) for item in sys.argv[3:]) or {"start": ""}
    for picture in take(Path(sys.argv[1]), Path(sys.argv[2]), chosen):
        print(picture)
