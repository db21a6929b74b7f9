"""Fills the blocks of README.md and its French twin with what the program prints on the example's held domain.

python -m tests.make_readme        # after a change of what the report says
"""

from __future__ import annotations

from pathlib import Path

from tests.command import ROOT, run

HELD = "boulangerie-dupont-exemple-fictif.fr"
START, END = "<!-- output: held -->", "<!-- end -->"
PAGES = {"en": ROOT / "README.md", "fr": ROOT / ".github" / "README.fr.md"}
STEPS = 3
"""Steps of "what to do" that the block shows; the report goes on."""


def inventory(*domains: str) -> bytes:
    """The example's inventory with these of its sites alone."""
    head, _, _ = (ROOT / "examples" / "inventory.yaml").read_text(encoding="utf-8").partition("\nsites:\n")
    return f"{head}\nsites: [{', '.join(domains)}]\n".encode()


def report(lang: str) -> str:
    """The whole report on the held domain: 80 columns, no colour, as in a pipe."""
    ran = run(*("check", "-", "--evidence", "examples/evidence.jsonl", "--offline", "--lang", lang), stdin=inventory(HELD), COLUMNS="80")
    if ran.code != 1:
        raise SystemExit(f"the example must exit 1, not {ran.code}: {ran.err}")
    return ran.out


def block(lang: str) -> str:
    """What stands between the markers: the report up to its first steps, then ``…``."""
    shown, _, _ = report(lang).partition(f"\n    {STEPS + 1}. ")
    return f"{START}\n```text\n{shown}\n    …\n```\n{END}"


def filled(page: Path, lang: str) -> str:
    """The page with its block as the program prints it now."""
    before, start, rest = page.read_text(encoding="utf-8").partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise SystemExit(f"{page.name}: the block between {START} and {END} is missing")
    return before + block(lang) + after


def main() -> None:
    """Write both pages."""
    for lang, page in PAGES.items():
        page.write_text(filled(page, lang), encoding="utf-8")


if __name__ == "__main__":
    main()
