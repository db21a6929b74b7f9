"""What can still be seen where the holder cannot; nothing of it decides."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domaudit.cases import Shared
from domaudit.indices import indices
from domaudit.model import Contact, Contract, DnsObservation, Evidence, Observation, Verdict
from domaudit.texts import has
from tests.cases import case, day, dns, said, site

ANO = Contact(name="Ano Nymous")
AT = site(contract=Contract(signed=date(2019, 3, 1)))


@pytest.mark.parametrize(
    ("seen", "more", "index"),
    [
        ([said(Contact(name="Ano Nymous", email="jm@pixel-mail.example"))], {}, "reason.email-exact"),
        ([said(Contact(name="Ano Nymous", handle="SP1234-FRNIC"))], {}, "reason.handle"),
        ([said(ANO, reseller="Les Trois Moulins")], {}, "index.reseller"),
        ([said(ANO, reseller="Studio Pixel")], {}, "reason.reseller-is"),
        ([said(ANO), dns("NS", "ns1.studio-pixel.example")], {}, "reason.ns-domain"),
        ([said(ANO), dns("TXT", "v=spf1 include:studio-pixel.example -all")], {}, "reason.spf"),
        ([said(ANO, created=day("2019-03-13"))], {"of": AT}, "index.created-after"),
        ([said(ANO, created=day("2012-03-13"))], {"of": AT}, "index.created-before"),
        ([said(ANO, created=day("2019-03-01"))], {"of": AT}, "index.created-same-day"),
        ([said(Contact(name="Ano Nymous", region="Bretagne", country="FR"))], {}, "index.place"),
        ([said(ANO)], {"shared": (Shared(Evidence(0, "registrant.handle", "XY9"), 1, 1),)}, "index.shared.one"),
        ([said(ANO)], {"shared": (Shared(Evidence(0, "registrant.handle", "XY9"), 3, 2),)}, "index.shared.other"),
    ],
)
def test_an_index_shows_its_line_and_decides_nothing(seen: list[Observation | DnsObservation], more: dict[str, Any], index: str) -> None:
    made = case(*seen, **more)
    assert made.decision.verdict is Verdict.HIDDEN
    told = {one.text.id: one for one in indices(made)}
    assert index in told
    assert has(index)
    assert told[index].evidence
    assert all(line.source < len(made.observed.sources) for line in told[index].evidence)


def test_nothing_stands_there_where_the_record_names_the_holder() -> None:
    assert indices(case(said(Contact(organization="Studio Pixel"), reseller="Les Trois Moulins"))) == ()
    assert indices(case(said(ANO))) == ()
