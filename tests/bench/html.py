"""HTML: the page of a long inventory: its size, the time to write it, and in Debian's Chromium its first paint and its filter.

python -m tests.bench.html [SITES …]        # 2000; the browser needs the extra `browser`, and is left out where it is absent

The sites have ten shapes of answers in turn (``shapes``). Writing is timed with the sites gathered already, with people masked and shown.
"""

from __future__ import annotations

import io
import sys
import tempfile
import time
from pathlib import Path

from domaudit import checking
from domaudit.options import Options
from domaudit.report.forms import Form
from domaudit.report.gathering import Gathered
from domaudit.report.screens import Screen, Style
from tests.bench import shapes

SITES = (2000,)
SIZE, WRITTEN, PAINT, FILTER = 5, 2, 1000, 100
"""The targets: MB and seconds to write, at most; milliseconds to the first paint and for a filter, at most."""

_PAINTED = "performance.getEntriesByName('first-contentful-paint').map((entry) => entry.startTime)[0]"
_FILTERED = """(text) => new Promise((done) => {
  const find = document.getElementById("find");
  const start = performance.now();
  find.value = text;
  find.dispatchEvent(new Event("input"));
  const words = performance.now() - start;
  requestAnimationFrame(() => setTimeout(() => done([words, performance.now() - start])));
})"""
_CHOSEN = """(verdict) => new Promise((done) => {
  const start = performance.now();
  document.querySelector(`[data-verdict="${verdict}"]`).click();
  const words = performance.now() - start;
  requestAnimationFrame(() => setTimeout(() => done([words, performance.now() - start])));
})"""


def measure(sites: int) -> None:
    """Print the figures for so many sites."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        shapes.write(folder, sites)
        options = Options(folder / "evidence.jsonl", offline=True)
        loaded = checking.load(str(folder / "inventory.yaml"), options)
        for personal in (False, True):
            found = Gathered(loaded.inventory, {"html"}, "en")
            found.audited_at, _ = checking.audit(loaded, options, lambda domain: None, found.add)
            out = io.StringIO()
            start, cpu = time.perf_counter(), time.process_time()
            Form.html.write(found, out, Style("en", 0, personal_data=personal), Screen())
            took, cpu = time.perf_counter() - start, time.process_time() - cpu
            page = out.getvalue().encode()
            people = "people shown " if personal else "people masked"
            print(f"{sites:6} sites   {people}   {len(page) / 1e6:5.2f} MB   written in {took:5.2f} s (CPU {cpu:5.2f} s)", flush=True)
            (folder / "report.html").write_bytes(page)
        browse(folder / "report.html")


def browse(page: Path) -> None:
    """Print what a browser takes for a page, the best of three: the others' work on this machine is not ours."""
    try:
        from tests.browser.browsing import chromium
    except ImportError as error:
        print(f"   no browser: {error}")
        return
    with chromium() as browser:
        paints, filters = [], []
        for _ in range(3):
            tab = browser.new_page()
            tab.goto(page.as_uri())
            tab.wait_for_timeout(300)
            paints.append(float(tab.evaluate(_PAINTED)))
            for text in ("site-77", ""):
                filters.append((f"search {text!r}", *tab.evaluate(_FILTERED, text)))
            for verdict in ("held-by-third-party", ""):
                filters.append((f"verdict {verdict!r}", *tab.evaluate(_CHOSEN, verdict)))
            tab.close()
        print(f"   first paint {min(paints):.0f} ms ({', '.join(f'{one:.0f}' for one in paints)})")
        for name in dict.fromkeys(one[0] for one in filters):
            script, frame = min(one[1:] for one in filters if one[0] == name)
            print(f"   filter, {name}: {script:.0f} ms, with its next frame {frame:.0f} ms")


if __name__ == "__main__":
    print(f"targets: {SIZE} MB, {WRITTEN} s to write, {PAINT} ms to the first paint, {FILTER} ms to filter")
    for count in map(int, sys.argv[1:] or SITES):
        measure(count)
