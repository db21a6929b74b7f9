"""Every form of a report for a long inventory: seconds to write each and its bytes, masked and with people shown.

python -m tests.bench.forms [SITES …]        # 2000

Once with the ten shapes of ``shapes`` (one client, one provider), and once with a client of its own for every site, every third a person.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from domaudit import checking
from domaudit.options import Options
from domaudit.report.files import place_at
from domaudit.report.forms import Form
from domaudit.report.gathering import Gathered
from domaudit.report.outputs import Target, write_file
from domaudit.report.screens import Style
from tests.bench import shapes

SITES, BOUND = 2000, 2.0
"""How many sites, and the seconds in which each form of so many should be written."""

_GIVEN = ["Marie", "Jean", "Luc", "Anna", "Paul", "Zoé", "Hugo", "Léa", "Nina", "Omar", "Yves", "Ines", "Karl", "Eva", "Tom", "Lise"]


def measure(folder: Path, sites: int, what: str) -> None:
    """Audit what lies in a folder, offline, then print one line for each form."""
    options = Options(folder / "evidence.jsonl", offline=True)
    loaded = checking.load(str(folder / "inventory.yaml"), options)
    found = Gathered(loaded.inventory, list(Form), "en")
    found.audited_at, _ = checking.audit(loaded, options, lambda domain: None, found.add)
    print(f"{sites} sites, {what}: at most {BOUND * max(1, sites / SITES):.1f} s each")
    for form in Form:
        told = [_written(folder, found, form, personal_data) for personal_data in (False, True)]
        print(f"  {form.value:9}  masked {told[0]}   with people {told[1]}", flush=True)


def _written(folder: Path, found: Gathered, form: Form, personal_data: bool) -> str:
    vars(found).pop("_known", None)  # each form pays for its own masks
    path = folder / f"report.{form.value}"
    started, used = time.perf_counter(), time.process_time()
    write_file(found, Target(place_at(path, {}), form), Style("en", 1, personal_data=personal_data))
    wall, cpu = time.perf_counter() - started, time.process_time() - used
    return f"{wall:6.2f} s (CPU {cpu:5.2f} s) {path.stat().st_size:11,} bytes"


def own_clients(folder: Path, sites: int) -> None:
    """The same shapes, but every site has a client of its own; every third is a person, whose name no other site may give away."""
    shapes.write(folder, sites)
    lines = [f"  - {{domain: {domain}, {_client(number)}}}\n" for number, domain in enumerate(shapes.domains(sites))]
    (folder / "inventory.yaml").write_text(f"provider: {shapes.PROVIDER}\nsites:\n{''.join(lines)}", encoding="utf-8")


def _client(number: int) -> str:
    family = "Exemple" + "".join(chr(ord("a") + number // 26**place % 26) for place in range(3))
    if number % 3:
        return f"client: Boulangerie {family} SARL"
    return f"client: {{name: {_GIVEN[number % len(_GIVEN)]} {family}, kind: person, emails: [m{number}@mail-exemple.example]}}"


if __name__ == "__main__":
    for count in map(int, sys.argv[1:] or (SITES,)):
        for write, what in ((shapes.write, "one client"), (own_clients, "a client each")):
            with tempfile.TemporaryDirectory() as place:
                write(Path(place), count)
                measure(Path(place), count, what)
