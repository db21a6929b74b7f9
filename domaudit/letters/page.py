"""A document as one page of HTML, ready to print on A4: no script, nothing from outside, every text escaped."""

from __future__ import annotations

import base64
import hashlib
from html import escape

from domaudit.letters.blocks import Block, Document, Heading, Items, Lang, Lines, NewPage, Paragraph, Run, Runs, Table, guarded

# Tables have columns of one width: else those beside a long record narrow until their words break. A pixel less
# than the page is wide: else a printer cuts the line on the right.
_STYLE = """
@page { size: A4; margin: 16mm 20mm 15mm 22mm; }
html { font: 11pt/1.45 Georgia, "Liberation Serif", "Times New Roman", serif; color: #111; background: #fff; }
body { max-width: 42em; margin: 2em auto; padding: 0 1.2em; overflow-wrap: anywhere; }
h1, h2, h3 { line-height: 1.2; break-after: avoid; }
h1 { font-size: 1.45em; margin: 0 0 .8em; } h2 { font-size: 1.15em; margin: 1.6em 0 .5em; } h3 { font-size: 1em; margin: 1.2em 0 .4em; }
p { margin: 0 0 .8em; orphans: 3; widows: 3; }
p.lines { margin-bottom: 1.4em; break-inside: avoid; } p.right { margin-left: 55%; }
p.signed { margin-top: 3.6em; } p:has(+ p.signed) { break-before: avoid; break-after: avoid; }
p.small { font-size: .8em; line-height: 1.35; color: #333; }
ul, ol { margin: 0 0 .9em; padding-left: 1.6em; } li { margin-bottom: .25em; break-inside: avoid; }
ul.boxes { list-style: none; padding-left: 0; } ul.boxes li { padding-left: 1.7em; text-indent: -1.7em; }
ul.boxes li::before { content: ""; display: inline-block; width: .8em; height: .8em; margin-right: .8em; }
ul.boxes li::before { border: 1px solid #111; vertical-align: -.08em; }
table { border-collapse: collapse; table-layout: fixed; width: calc(100% - 1px); margin: 0 0 1em; font-size: .92em; line-height: 1.35; }
th, td { border: 1px solid #999; padding: .35em .55em; text-align: left; vertical-align: top; }
th { background: #f2f2f2; } tr { break-inside: avoid; } thead { display: table-header-group; }
mark { background: #fff3bf; color: inherit; padding: 0 .15em; border-bottom: 1px dashed #8a6d00; print-color-adjust: exact; }
hr { border: 0; border-top: 1px dashed #999; margin: 3em 0; }
@media print { html { font-size: 10pt; line-height: 1.33; } p.lines { margin-bottom: 1em; } }
@media print { body { max-width: none; margin: 0; padding: 0; } hr { break-after: page; border: 0; margin: 0; height: 0; } }
"""
# A letter is paper, on a screen too: what is copied from it into a mail must not bring the colours of the night along.
_SCREEN = """
html { color-scheme: light dark; } a { color: #0b57a4; }
@media screen and (prefers-color-scheme: dark) { html { color: #e6e6e6; background: #161616; } a { color: #8ab8f0; } }
@media print { html { color-scheme: light; } }
"""


def page(document: Document) -> bytes:
    """The document as HTML in UTF-8; blanks are marked, and a new page begins where the document says so."""
    return "\n".join((opening(document.title, document.lang), *map(told, document.blocks), ENDING)).encode()


def opening(title: str, lang: Lang, *, paper: bool = True) -> str:
    """The page up to its first block; what is no ``paper`` follows the screen in being light or dark."""
    style = _STYLE if paper else _STYLE + _SCREEN
    head = (
        "<!doctype html>",
        f'<html lang="{lang}">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(style)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title>",
        f"<style>{style}</style>",
        "</head>",
        "<body>",
        "<main>",
    )
    return "\n".join(head)


def _policy(style: str) -> str:
    """What the page may do: show itself in this style, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


ENDING = "</main>\n</body>\n</html>\n"
"""The page after its last block."""


def told(block: Block) -> str:
    """One block of a page."""
    match block:
        case Heading(runs, level):
            return f"<h{level}>{_runs(runs)}</h{level}>"
        case Paragraph(runs, small):
            return f'<p class="small">{_runs(runs)}</p>' if small else f"<p>{_runs(runs)}</p>"
        case Lines(lines, right, signed):
            return f'<p class="lines{" right" if right else ""}{" signed" if signed else ""}">{"<br>".join(map(_runs, lines))}</p>'
        case Items(items, kind):
            tag, kind_of = ("ol", "") if kind == "steps" else ("ul", ' class="boxes"' if kind == "boxes" else "")
            return f"<{tag}{kind_of}>\n{''.join(f'<li>{_runs(runs)}</li>{chr(10)}' for runs in items)}</{tag}>"
        case Table(header, rows):
            body = "\n".join(_row(row, "td") for row in rows)
            return f"<table>\n<thead>{_row(header, 'th')}</thead>\n<tbody>\n{body}\n</tbody>\n</table>"
        case NewPage():
            return "<hr>"


def _row(cells: tuple[Runs, ...], tag: str) -> str:
    return f"<tr>{''.join(f'<{tag}>{_runs(guarded(cell))}</{tag}>' for cell in cells)}</tr>"


def _runs(runs: Runs) -> str:
    return "".join(map(_run, runs))


def _run(run: Run) -> str:
    told = f"<mark>[{escape(run.text)}]</mark>" if run.blank else escape(run.text)
    if run.link:
        told = f'<a href="{told if "://" in told else f"{told}.html"}" rel="noreferrer">{told}</a>'
    return f"<b>{told}</b>" if run.bold else told
