"""What is said of slips that people make who have never seen YAML: a golden file in both languages, and nothing said of what is right.

DOMAUDIT_GOLDEN=write pytest tests/inventory/test_slips.py    # after a change that is meant; then read the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from domaudit import catalogue
from domaudit.data.slips import slip_before
from domaudit.errors import InventoryError
from domaudit.inventory import parse_inventory

GOLDEN = Path(__file__).parents[1] / "golden" / "inventory" / "slips.txt"
TWO = "client: Boulangerie Dupont\nprovider: Studio Pixel SARL\n"
SITES = "sites:\n  - dupont.example\n"
REST = "provider: Studio Pixel SARL\n" + SITES
PARTY = "client: Boulangerie Dupont\nprovider: pixel\n" + SITES
SLIPS = {
    "no colon in line 1": "client Boulangerie Dupont\n" + REST,
    "no space in line 1": "client:Boulangerie Dupont\n" + REST,
    "no colon in line 2": "client: Boulangerie Dupont\nprovider Studio Pixel SARL\n" + SITES,
    "no space in line 2": "client: Boulangerie Dupont\nprovider:Studio Pixel SARL\n" + SITES,
    "sites without colon": TWO + "sites\n  - dupont.example\n",
    "sites without colon, not indented": TWO + "sites\n- dupont.example\n",
    "no space anywhere": "client:Boulangerie Dupont\nprovider:Studio Pixel SARL\n" + SITES,
    "no colon anywhere": "client Boulangerie Dupont\nprovider Studio Pixel SARL\nsites\n  - dupont.example\n",
    "equals signs": "client = Boulangerie Dupont\nprovider = Studio Pixel SARL\n" + SITES,
    "all on one line": "client: Boulangerie Dupont, provider: Studio Pixel SARL, sites:, - dupont.example\n",
    "an apostrophe in single quotes": "client: 'L'Atelier Dupont'\n" + REST,
    "text behind quotes": 'client: "Dupont" & Filles\n' + REST,
    "quotes of a word processor": "client: “Boulangerie Dupont”\n" + REST,
    "guillemets": "client: « Boulangerie Dupont »\n" + REST,
    "an open quote": 'client: "Boulangerie Dupont\n' + REST,
    "a colon in a name": "client: Boulangerie: Dupont\n" + REST,
    "a name that begins with &": "client: & Fils\n" + REST,
    "a name that begins with @": "client: @home SARL\n" + REST,
    "a tab": TWO + "sites:\n\t- dupont.example\n",
    "a no-break space behind a colon": "client:\u00a0Boulangerie Dupont\n" + REST,
    "no-break spaces before a dash": TWO + "sites:\n\u00a0\u00a0- dupont.example\n",
    "no dash": TWO + "sites:\n  dupont.example\n",
    "no space after a dash": TWO + SITES + "  -martin.example\n",
    "a bullet for a dash": TWO + "sites:\n  • dupont.example\n",
    "dashes in two columns": TWO + SITES + " - martin.example\n",
    "the second line indented": "client: Boulangerie Dupont\n  provider: Studio Pixel SARL\n" + SITES,
    "the first line indented": " client: Boulangerie Dupont\n" + REST,
    "an open bracket": TWO + "sites: [dupont.example, martin.example\n",
    "two domains on one line": TWO + "sites:\n  - dupont.example, martin.example\n",
    "a party without colon": "parties:\n  pixel\n    name: Studio Pixel SARL\n" + PARTY,
    "a party's name without space": "parties:\n  pixel:\n    name:Studio Pixel SARL\n" + PARTY,
    "a site's domain without colon": TWO + "sites:\n  - domain dupont.example\n    client: Martin\n",
    "a site's domain without space": TWO + "sites:\n  - domain:dupont.example\n",
    "French keys": "client: Boulangerie Dupont\nprestataire: Studio Pixel SARL\n" + SITES,
    "a list of domains": "dupont.example\nmartin.example\n",
    "an export": "domaine;titulaire\ndupont.example;Boulangerie Dupont\n",
}


def _told(text: str, lang: catalogue.Lang) -> list[str]:
    try:
        return [catalogue.say(notice, lang) for notice in parse_inventory(text.encode(), "f.yaml").notices]
    except InventoryError as error:
        return [catalogue.say(line, lang) for line in error.lines()]


def test_every_slip_is_told_at_its_place_with_what_to_write() -> None:
    lines: list[str] = []
    for why, text in SLIPS.items():
        english, french = _told(text, "en"), _told(text, "fr")
        assert english, why
        assert all(one != other for one, other in zip(english, french, strict=True)), why
        lines += [f"# {why}", *english, *french, ""]
    told = "\n".join(lines)
    if os.environ.get("DOMAUDIT_GOLDEN") == "write":
        GOLDEN.write_text(told, encoding="utf-8")
    assert told == GOLDEN.read_text(encoding="utf-8")


@given(st.text(st.sampled_from("a: -'\"\n#&=,[x.\u00a0"), max_size=60), st.integers(0, 70), st.none() | st.integers(0, 70))
def test_a_slip_stands_in_the_text(text: str, line: int, opened: int | None) -> None:
    found = slip_before(text, line, opened)
    if found is not None:
        lines = text.split("\n")
        assert 1 <= found.line <= len(lines)
        assert 1 <= found.column <= len(lines[found.line - 1]) + 1
