"""Fills the outputs in README.md, its further pages and their French twins with what the program prints on the examples today.

python -m tests.make_readme        # after a change of what the program says

An output stands between ``<!-- output -->`` and ``<!-- end -->``. It is what the last command above it prints, in the page's language; with
``<!-- output until "WORDS" -->`` it ends before the line that begins with these words, and ``…`` stands for the rest.

French pages are typed with plain spaces and straight apostrophes: they are typeset here, but for what is code.
"""

from __future__ import annotations

import re
import shlex

from domaudit.texts import typeset
from tests.command import ROOT, run

HELD = "boulangerie-dupont-exemple-fictif.fr"
PAGES = {"en": ROOT / "README.md", "fr": ROOT / ".github" / "README.fr.md"}
TWINS = (
    PAGES,
    {"en": ROOT / ".github" / "GUIDE.md", "fr": ROOT / ".github" / "GUIDE.fr.md"},
    {"en": ROOT / ".github" / "CI.md", "fr": ROOT / ".github" / "CI.fr.md"},
    {"en": ROOT / "examples" / "README.md", "fr": ROOT / "examples" / "README.fr.md"},
)
"""Every page for users, in each language."""
OUTPUT = re.compile(r'^<!-- output(?: until "(?P<until>[^"\n]+)")? -->\n(?P<shown>.*?)^<!-- end -->$', re.MULTILINE | re.DOTALL)
NO_PROSE = re.compile(r"(^```.*?^```$|<!--.*?-->|`[^`\n]+`|\]\([^)\s]+\))", re.MULTILINE | re.DOTALL)
"""What of a page is no sentence: fences, marks, code, the targets of links."""
COMMANDS = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def inventory(*domains: str) -> bytes:
    """The example's inventory with these of its sites alone."""
    head, _, _ = (ROOT / "examples" / "inventory.yaml").read_text(encoding="utf-8").partition("\nsites:\n")
    return f"{head}\nsites: [{', '.join(domains)}]\n".encode()


def printed(command: str, lang: str) -> str:
    """What a command of ours prints: 80 columns, no colour, people masked, as in a pipe."""
    _, *arguments = shlex.split(command)
    ran = run(*arguments, COLUMNS="80", DOMAUDIT_LANG=lang)
    if ran.code not in (0, 1, 3):
        raise SystemExit(f"{command}: exit {ran.code}: {ran.err}")
    return ran.out


def prose(text: str) -> list[str]:
    """The sentences of a page (even places) and what stands between them (odd places)."""
    return NO_PROSE.split(text)


def in_french(text: str) -> str:
    """A French page typeset, as the program typesets what it says."""
    return "".join(part if at % 2 else typeset(part, "fr") for at, part in enumerate(prose(text)))


def filled(text: str, lang: str) -> str:
    """The text of a page with its outputs as the program prints them now; raises SystemExit where a command fails or says nothing of it."""

    def block(found: re.Match[str]) -> str:
        command = COMMANDS.findall(text, 0, found.start())[-1].splitlines()[-1]
        mark, until = found[0].partition("\n")[0], found["until"]
        shown, cut, _ = printed(command, lang).partition(f"\n{until}") if until else (printed(command, lang).rstrip("\n"), "", "")
        if until and not cut:
            raise SystemExit(f"{command}: no line begins with {until!r}")
        return f"{mark}\n```text\n{shown}\n{'    …' + chr(10) if until else ''}```\n<!-- end -->"

    return OUTPUT.sub(block, text)


def main() -> None:
    """Write every page."""
    for twins in TWINS:
        for lang, page in twins.items():
            text = filled(page.read_text(encoding="utf-8"), lang)
            page.write_text(in_french(text) if lang == "fr" else text, encoding="utf-8")


if __name__ == "__main__":
    main()
