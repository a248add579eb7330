"""Take pictures of pages as a person would see them: wide, narrow, dark, Swedish and English.

Usage: ``python tools/screenshots.py PAGE.html DIRECTORY [name=fragment ...]``. Each page is opened from
disk in a headless Chromium; what the browser complains about is printed.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

SIZES = {"wide": (1400, 900), "narrow": (390, 844)}
LOOKS = {"light": "light", "dark": "dark"}
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
]


def take(page_path: Path, directory: Path, states: dict[str, str]) -> list[Path]:
    """Photograph `page_path` in each size and look, in each of the named states (URL fragments)."""
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    if browser_path is None:
        sys.exit("no Chromium found")
    directory.mkdir(parents=True, exist_ok=True)
    taken = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=ARGUMENTS)
        for look, scheme in LOOKS.items():
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
                    path = directory / f"{page_path.stem}-{state}-{size}-{look}.png"
                    page.screenshot(path=path, full_page=size == "narrow")
                    taken.append(path)
                context.close()
        browser.close()
    return taken


if __name__ == "__main__":
    chosen = dict(item.split("=", 1) for item in sys.argv[3:]) or {"start": ""}
    for picture in take(Path(sys.argv[1]), Path(sys.argv[2]), chosen):
        print(picture)
