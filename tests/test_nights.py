"""Seven nights of a job that renews its own report, told by raw answers: a server that flaps, and one real change of holder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domaudit.changes.since import load_earlier
from domaudit.model import Report
from domaudit.policy import exit_code
from domaudit.report.json import render
from tests.whole import run

DOMAIN = "dupont-exemple-fictif.fr"
NS = ["ns1.dns-exemple-fictif.fr", "ns2.dns-exemple-fictif.fr"]


def rdap(holder: str, email: str) -> list[dict[str, Any]]:
    return [{"registry": {"org": holder, "kind": "org", "email": email, "ns": NS, "expires": "2028-03-02"}}]


def whois(holder: str, email: str = "") -> list[dict[str, Any]]:
    """RDAP is throttled: WHOIS answers in its stead, with another mailbox, one of the nameservers and its own idea of the expiry."""
    text = f"""domain:                        {DOMAIN}
status:                        ACTIVE
holder-c:                      H1-FRNIC
registrar:                     REGISTRAR EXEMPLE SAS
Expiry Date:                   2028-03-01T22:00:00Z
nserver:                       {NS[0]}
source:                        FRNIC

nic-hdl:                       H1-FRNIC
type:                          ORGANIZATION
contact:                       {holder}
e-mail:                        {email}
source:                        FRNIC
"""
    return [{"fails": "registry"}, {"whois": text}]


SILENT = [{"fails": "registry"}, {"fails": "whois"}]
CLIENT = rdap("Boulangerie Dupont SARL", "contact@boulangerie-dupont-exemple-fictif.fr")
CLIENT_THROTTLED = whois("BOULANGERIE DUPONT", "h1-1234@forward-exemple-fictif.fr")
PROVIDER = rdap("Studio Pixel SARL", "jm@studio-pixel-exemple-fictif.fr")
PROVIDER_THROTTLED = whois("STUDIO PIXEL SARL", "h1-5678@forward-exemple-fictif.fr")
REDACTED = whois("Redacted for privacy")

WEEKS = {
    "known, and then another": (
        [CLIENT, CLIENT_THROTTLED, CLIENT, REDACTED, CLIENT, PROVIDER, PROVIDER_THROTTLED],
        [False, False, False, False, False, True, False],
    ),
    "throttled first, changed in a silence": (
        [CLIENT_THROTTLED, CLIENT, SILENT, CLIENT_THROTTLED, SILENT, PROVIDER_THROTTLED, PROVIDER],
        [False, False, False, False, False, True, False],
    ),
    "seen for the first time": (
        [REDACTED, SILENT, REDACTED, PROVIDER, REDACTED, PROVIDER_THROTTLED, PROVIDER],
        [False, False, False, True, False, False, False],
    ),
    "nobody answered at first": (
        [SILENT, SILENT, PROVIDER_THROTTLED, PROVIDER, SILENT, REDACTED, PROVIDER],
        [False, False, True, False, False, False, False],
    ),
}


def night(sees: list[dict[str, Any]], earlier: Path) -> Report:
    inventory = {
        "client": {"name": "Boulangerie Dupont SARL", "emails": ["contact@boulangerie-dupont-exemple-fictif.fr"]},
        "provider": {"name": "Studio Pixel SARL"},
    }
    report, _ = run({"id": "night", "inventory": inventory, "sites": [{"domain": DOMAIN, "sees": sees}]})
    if earlier.exists():
        before = load_earlier(earlier)
        report = replace(report, sites=tuple(map(before.compared, report.sites)), since=before.since([DOMAIN], None))
    earlier.write_text(render(report, lang="en", exit_code=0), encoding="utf-8")
    return report


@pytest.mark.parametrize("week", WEEKS)
def test_a_week_has_one_red_night(tmp_path: Path, week: str) -> None:
    nights, red = WEEKS[week]
    reports = [night(sees, tmp_path / "report.json") for sees in nights]
    changes = [[change.what for change in since.changes] if (since := report.sites[0].since) else [] for report in reports]
    assert [bool(told) for told in changes] == red, changes
    assert [exit_code(report, fail_on="change") == 1 for report in reports] == red
    assert "verdict" in changes[red.index(True)]
