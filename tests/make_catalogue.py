"""python -m tests.make_catalogue: brings the French catalogue up to date with the code, and says what it lacks.

Reads the sentences out of the code (``said``, ``counted``), the commands' help and ``locale/heard.txt``. Writes ``domaudit.po``, where
translations that stand there are kept and those of sentences that are gone are dropped, and beside it the compiled ``domaudit.mo``. Then
translate what it names in the .po, plainly typed (a space before ``;`` and within « », since the .mo is typeset), and run it again.
"""

from __future__ import annotations

import re
import string
import sys
from datetime import UTC, datetime
from io import BytesIO
from operator import itemgetter
from pathlib import Path

import typer
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from domaudit.catalogue import HEARD
from domaudit.cli import examples, helping
from domaudit.cli.more import app
from domaudit.texts import typeset

ROOT = Path(__file__).parents[1] / "domaudit"
PO = ROOT / "locale/fr/LC_MESSAGES/domaudit.po"
MO = PO.with_suffix(".mo")
KEYWORDS = {"said": None, "counted": (1, 2)}
NEVER = datetime(2026, 1, 1, tzinfo=UTC)
HEADER = "# What domaudit's code says, in French; see CONTRIBUTING. Made by: python -m tests.make_catalogue"


def template() -> Catalog:
    """Every sentence that there is to translate."""
    found = Catalog(charset="utf-8")
    for file, _, message, _, _ in sorted(
        extract_from_dir(str(ROOT), keywords=KEYWORDS, method_map=[("**.py", "python")]), key=itemgetter(0, 1)
    ):
        found.add(message, locations=[(f"domaudit/{file}", 1)])
    for text in helping_texts():
        found.add(text, locations=[("--help", 1)])
    for line in (ROOT / "locale/heard.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            found.add(line, locations=[("heard.txt", 1)], context=HEARD)
    return found


def helping_texts() -> list[str]:
    """What the help of every command may show."""
    ours = helping.texts_of(typer.main.get_command(app))
    theirs = (helping.USAGE, helping.DEFAULT, helping.REQUIRED, helping.EXAMPLES, helping.SEE_ALSO, *helping.headings())
    shown = (told for lines in examples.EXAMPLES.values() for _, told in lines)
    return [text for text in dict.fromkeys((*ours, *theirs, *shown)) if text]


def refreshed(po: bytes) -> Catalog:
    """A catalogue brought up to date: what it says of sentences that are still there is kept."""
    old = read_po(BytesIO(po), locale="fr", domain="domaudit") if po else Catalog(locale="fr")
    new = Catalog(locale="fr", charset="utf-8", header_comment=HEADER)
    for message in template():
        if message.id:
            kept = old.get(_key(message), message.context)
            told = kept.string if kept is not None and isinstance(kept.string, tuple) == message.pluralizable else ""
            new.add(
                message.id, told, locations=message.locations, context=message.context, user_comments=kept.user_comments if kept else ()
            )
    return new


def _key(message: Message) -> str:
    return message.id[0] if message.pluralizable else message.id


def written(catalogue: Catalog) -> bytes:
    """The catalogue as a .po: without dates and line numbers, which would change with every line of code."""
    out = BytesIO()
    write_po(out, catalogue, width=140, omit_header=True, include_lineno=False)
    head = f'{HEADER}\nmsgid ""\nmsgstr ""\n"Language: fr\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    return (head + f'"Plural-Forms: {catalogue.plural_forms}\\n"\n\n').encode() + out.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue as a .mo, typeset."""
    done = Catalog(locale="fr", charset="utf-8", creation_date=NEVER, revision_date=NEVER)
    for message in catalogue:
        if message.id and not lacking(message):
            told = tuple(map(_set, message.string)) if message.pluralizable else _set(message.string)
            done.add(message.id, told, context=message.context)
    out = BytesIO()
    write_mo(out, done)
    return out.getvalue()


def _set(text: str) -> str:
    return typeset(text, "fr")


def lacking(message: Message) -> bool:
    """Whether a sentence has no French yet."""
    return message.fuzzy or not (all(message.string) if message.pluralizable else message.string)


def placeholders(text: str) -> set[tuple[str, str]]:
    """The names in a template, and how each is to be written."""
    return {(name, how or "") for _, name, how, _ in string.Formatter().parse(text) if name is not None}


def wrong(message: Message) -> bool:
    """Whether the French has other values than the English."""
    if message.context == HEARD or message.id in helping_texts():
        brace = re.compile(r"\{[a-z_]+\}")
        return set(brace.findall(message.id)) != set(brace.findall(message.string)) and message.context == HEARD
    both = [(message.id[1], told) for told in message.string] if message.pluralizable else [(message.id, message.string)]
    return any(placeholders(english) != placeholders(french) for english, french in both)


def main() -> int:
    """Refresh the files; 1 where something is still to be translated."""
    before = PO.read_bytes() if PO.exists() else b""
    catalogue = refreshed(before)
    for gone in read_po(BytesIO(before), locale="fr"):
        if gone.id and catalogue.get(_key(gone), gone.context) is None:
            print(f"gone: {_key(gone)} | {gone.string}")
    PO.write_bytes(written(catalogue))
    MO.write_bytes(compiled(catalogue))
    missing = [message for message in catalogue if message.id and lacking(message)]
    for message in missing:
        print(f"no French: {_key(message)}")
    others = [message for message in catalogue if message.id and not lacking(message) and wrong(message)]
    for message in others:
        print(f"other values: {_key(message)}")
    return 1 if missing or others else 0


if __name__ == "__main__":
    sys.exit(main())
