"""The whole advice in twenty-four situations (ending × holder × state × reader), in both languages, as golden files to be read cold.

DOMAUDIT_GOLDEN=write pytest tests/test_advice.py      # after a change that is meant; then read it as somebody who knows no DNS
"""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from domaudit.concluding import conclude
from domaudit.model import (
    Contact,
    Contract,
    DnsObservation,
    Inventory,
    Observation,
    Observed,
    Outcome,
    PartyStatus,
    Reader,
    Report,
    Request,
)
from domaudit.report import outputs, screens
from domaudit.report.forms import Form
from domaudit.report.gathering import Gathered
from domaudit.texts import Lang
from tests.cases import NOW, PROVIDER, REGISTRIES, day, dns, said, site

HERE = Path(__file__).parent / "golden" / "advice"
DUPONT = Contact(organization="Boulangerie Dupont")
PIXEL = Contact(organization="Studio Pixel")
IN_NAME = Contact(organization="Boulangerie Dupont", email="jm@pixel-mail.example")
HIDDEN = Contact(name="REDACTED FOR PRIVACY")
LOCKED = ("client transfer prohibited",)
ASKED = Request("change-of-holder", date(2026, 10, 20), "provider", reply_by=date(2026, 11, 3))
REMINDED = Request("change-of-holder", date(2026, 11, 5), "provider", reply_by=date(2026, 11, 12))
ASKED_OF_ME = Request("transfer-code", date(2026, 11, 10), from_="client", reply_by=date(2026, 11, 26))


@dataclass(frozen=True)
class Situation:
    """What one site is like, and who reads."""

    ending: str
    seen: Sequence[Contact] | Outcome
    reader: Reader = "client"
    status: PartyStatus = "active"
    requests: tuple[Request, ...] = ()
    contract: Contract | None = None
    parent: str | None = None
    expires: str = "2027-06-30"
    statuses: tuple[str, ...] = ()

    def report(self) -> Report:
        """The audit of that one site."""
        domain = f"dupont-exemple-fictif.{self.ending}"
        provider = replace(PROVIDER, status=self.status)
        one = site(domain=domain, provider=provider, requests=self.requests, contract=self.contract, parent=self.parent)
        sites = (conclude(one, self.observed(), REGISTRIES, NOW, reader=self.reader),)
        return Report(Inventory("inventory.yaml", (one,)), NOW, sites)

    def observed(self) -> Observed:
        """What the registry says, with a delegation where there is a registration."""
        server = f"rdap.registry-{self.ending.replace('.', '-')}.example"
        if isinstance(self.seen, Outcome):
            return Observed((said(outcome=self.seen, server=server),), ())
        record: dict[str, Any] = {"registrar": "Registrar Exemple SAS", "statuses": self.statuses, "expires": day(self.expires)}
        seen: Observation = said(*self.seen, server=server, **record)
        servers: DnsObservation = dns("NS", "ns1.hebergeur.example", name=f"dupont-exemple-fictif.{self.ending}")
        return Observed((seen,), (servers,))


SITUATIONS = {
    "fr-provider": Situation("fr", [PIXEL]),
    "fr-provider-in-liquidation": Situation("fr", [PIXEL], status="liquidation"),
    "fr-provider-overdue": Situation("fr", [PIXEL], requests=(ASKED, REMINDED)),
    "fr-provider-waiting": Situation("fr", [PIXEL], requests=(replace(ASKED, asked=date(2026, 11, 15), reply_by=date(2026, 11, 29)),)),
    "fr-provider-read-by-the-provider": Situation("fr", [PIXEL], "provider", requests=(ASKED_OF_ME,)),
    "fr-provider-read-in-a-job": Situation("fr", [PIXEL], "ci"),
    "fr-provider-by-contract": Situation("fr", [PIXEL], contract=Contract(date(2024, 1, 5), date(2028, 1, 4), "provider")),
    "fr-name-only": Situation("fr", [IN_NAME]),
    "fr-hidden": Situation("fr", [Contact(name="Ano Nymous", handle="ANO00-FRNIC")]),
    "com-provider-locked": Situation("com", [PIXEL], statuses=LOCKED),
    "com-name-only-expiring": Situation("com", [IN_NAME], expires="2026-12-15", statuses=LOCKED),
    "com-provider-in-redemption": Situation("com", [PIXEL], statuses=("redemption period",), expires="2026-10-20"),
    "com-hidden": Situation("com", [HIDDEN], statuses=LOCKED),
    "com-not-registered": Situation("com", Outcome.NOT_REGISTERED),
    "be-name-only": Situation("be", [IN_NAME]),
    "be-provider-ceased": Situation("be", [PIXEL], status="ceased"),
    "ca-provider": Situation("ca", [PIXEL]),
    "ch-silent": Situation("ch", Outcome.UNREACHABLE),
    "eu-name-only": Situation("eu", [IN_NAME]),
    "uk-provider": Situation("co.uk", [PIXEL]),
    "de-provider-unreachable": Situation("de", [PIXEL], status="unreachable"),
    "sn-provider": Situation("sn", [PIXEL]),
    "ml-provider": Situation("ml", [PIXEL]),
    "ma-third-party": Situation("ma", [Contact(organization="Les Trois Moulins SAS")]),
}


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("name", SITUATIONS)
def test_the_advice(name: str, lang: Lang) -> None:
    situation, out = SITUATIONS[name], io.StringIO()
    style = screens.Style(lang, 1, verbose=True, reader=situation.reader)
    outputs.write(Gathered.of(situation.report(), ["terminal"], lang), Form.terminal, out, style, screens.Screen())
    path = HERE / f"{name}.{lang}.txt"
    if os.environ.get("DOMAUDIT_GOLDEN") == "write":
        path.write_text(out.getvalue(), encoding="utf-8")
    assert out.getvalue() == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(("lang", "words"), [("en", "not legal advice"), ("fr", "conseil juridique")])
@pytest.mark.parametrize("name", SITUATIONS)
def test_every_reader_is_told_once_that_it_is_no_legal_advice(name: str, lang: Lang, words: str) -> None:
    assert " ".join((HERE / f"{name}.{lang}.txt").read_text(encoding="utf-8").split()).count(words) == 1


def test_a_request_of_a_day_to_come_has_not_been_made() -> None:
    planned = Situation("fr", [PIXEL], requests=(replace(ASKED, asked=date(2026, 12, 24), reply_by=date(2027, 1, 7)),))
    (with_it,), (without,) = planned.report().sites, SITUATIONS["fr-provider"].report().sites
    assert [found.remedy for found in with_it.findings] == [found.remedy for found in without.findings]


def test_no_golden_file_is_left_over() -> None:
    assert {path.name for path in HERE.glob("*.txt")} == {f"{name}.{lang}.txt" for name in SITUATIONS for lang in ("en", "fr")}
