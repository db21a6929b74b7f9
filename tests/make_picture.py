"""Draws what the program prints on the example's held domain, as a terminal shows it: an SVG for README.md and one for its French twin.

python -m tests.make_picture        # after a change of what the report says

The picture asks nobody for anything: no font is fetched, no script runs. Its title and description say what it shows.
"""

from __future__ import annotations

import io
from html import escape

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from tests.command import ROOT, run
from tests.make_readme import HELD, inventory

PICTURES = {"en": ROOT / ".github" / "report.svg", "fr": ROOT / ".github" / "report.fr.svg"}
COLUMNS = 80
COMMAND = "domaudit check"
TITLES = {"en": "A report of domaudit in a terminal", "fr": "Un rapport de domaudit dans un terminal"}
THEME = TerminalTheme(
    (27, 31, 36),
    (230, 237, 243),
    [(72, 79, 88), (255, 123, 114), (126, 231, 135), (210, 153, 34), (121, 192, 255), (210, 168, 255), (118, 227, 234), (230, 237, 243)],
)
FORMAT = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" role="img" aria-labelledby="{unique_id}-title {unique_id}-text" \
xmlns="http://www.w3.org/2000/svg">
<title id="{unique_id}-title">TITLE</title>
<desc id="{unique_id}-text">DESCRIPTION</desc>
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, "Liberation Mono", monospace; \
font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width; }}
.{unique_id}-title {{ font-size: 18px; font-family: system-ui, sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def shown(lang: str) -> list[str]:
    """The report from its head to the first step, and its last lines; in colour, people masked as in a pipe."""
    arguments = ("check", "-", "--evidence", "examples/evidence.jsonl", "--offline", "--lang", lang)
    ran = run(*arguments, stdin=inventory(HELD), COLUMNS=str(COLUMNS), FORCE_COLOR="1")
    if ran.code != 1:
        raise SystemExit(f"the example must exit 1, not {ran.code}: {ran.err}")
    lines = ran.out.splitlines()
    plain = [Text.from_ansi(line).plain for line in lines]
    second = next(number for number, line in enumerate(plain) if line.startswith("    2. "))
    last = len(lines) - 1 - plain[::-1].index("")  # the empty line before the summary
    return [*lines[:second], "    …", *lines[last:]]


def picture(lang: str) -> str:
    """The picture, as SVG."""
    console = Console(
        record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, color_system="standard", legacy_windows=False, _environ={}
    )
    lines = [Text.from_ansi(line) for line in shown(lang)]
    for line in lines:
        console.print(line, soft_wrap=True)
    description = "\n".join(line.plain for line in lines)
    form = FORMAT.replace("TITLE", escape(TITLES[lang])).replace("DESCRIPTION", escape(description).replace("{", "{{").replace("}", "}}"))
    drawn = console.export_svg(title=COMMAND, theme=THEME, code_format=form, unique_id="domaudit")
    return "".join(f"{line.rstrip()}\n" for line in drawn.splitlines() if line.strip())


def main() -> None:
    """Draw both pictures."""
    for lang, path in PICTURES.items():
        path.write_text(picture(lang), encoding="utf-8")


if __name__ == "__main__":
    main()
