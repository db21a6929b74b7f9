"""Debian's Chromium, driven through Playwright: what it needs is looked for, and where it is absent the reason is told."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without a window. Raises ``ImportError`` where there is none, as a library that is absent does."""
    if CHROMIUM is None:
        raise ImportError("no chromium on this machine")
    with sync_playwright() as playwright:
        # A container has no user namespaces for its sandbox; what is opened is our own page.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()
