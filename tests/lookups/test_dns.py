"""DNS answers: what exists, what does not, and what nobody could say."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domaudit.lookups import dns
from domaudit.model import Answer, Dns, DnsObservation, Outcome

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def read(kind: str, *records: str, rcode: str = "NOERROR", outcome: Outcome = Outcome.ANSWERED) -> DnsObservation:
    return dns.read(Answer(Dns("x.example.", kind), NOW, outcome, rcode=rcode, records=records, via="192.0.2.53:53"))


def test_values_by_type() -> None:
    assert read("NS", "x.example. 3600 IN NS NS1.Pixel.example.").values == ("ns1.pixel.example",)
    assert read("MX", "x.example. 60 IN MX 10 Mail.Example.").values == ("10 mail.example",)
    assert read("SOA", "x.example. 60 IN SOA NS1.A.example. Host.A.example. 1 2 3 4 5").values == (
        "ns1.a.example host.a.example 1 2 3 4 5",
    )
    assert read("TXT", r'x.example. 60 IN TXT "v=spf1 " "include:a.example \"x\" \065"').values == ('v=spf1 include:a.example "x" A',)


def test_aliases_on_the_way() -> None:
    found = read("A", "x.example. 60 IN CNAME Site.Platform.example.", "site.platform.example. 60 IN A 192.0.2.1")
    assert (found.aliases, found.values) == (("site.platform.example",), ("192.0.2.1",))


@pytest.mark.parametrize(
    ("rcode", "outcome", "exists"),
    [
        ("NOERROR", Outcome.ANSWERED, True),
        ("NXDOMAIN", Outcome.ANSWERED, False),
        ("SERVFAIL", Outcome.UNREADABLE, None),
        ("REFUSED", Outcome.REFUSED, None),
    ],
)
def test_four_kinds_of_nothing(rcode: str, outcome: Outcome, exists: bool | None) -> None:
    found = read("NS", rcode=rcode)
    assert (found.source.outcome, found.exists, found.values) == (outcome, exists, ())


def test_what_was_not_asked_exists_for_nobody() -> None:
    assert read("NS", outcome=Outcome.NOT_ASKED).exists is None
    assert read("NS", outcome=Outcome.UNREACHABLE).exists is None


def test_hostile_records_lose_their_teeth() -> None:
    assert read("TXT", 'x.example. 60 IN TXT "a\x1b[2J\\027b"').values == ("ab",)
    assert read("NS", "junk", "", "x.example. 60 CH NS a.").values == ()


def test_at_most_nine_questions_and_the_delegation_first() -> None:
    asked = dns.questions("x.example")
    assert asked[0] == Dns("x.example.", "NS")
    assert len(asked) == len(set(asked)) == 9
