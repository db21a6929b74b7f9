"""The walk: who is asked, in which order, and whose word counts for what."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest

from domaudit.lookups.registries import load_registries
from domaudit.lookups.walk import declines, observe, server_of, usable
from domaudit.model import Answer, Authority, Dns, Observed, Outcome, Question, Rdap, Role, Whois
from tests.cases import site

NOW = datetime(2026, 11, 22, tzinfo=UTC)
REGISTRIES = load_registries()
FR, COM, UK = "dupont-exemple-fictif.fr", "dupont-exemple-fictif.com", "dupont-exemple-fictif.co.uk"
FR_RDAP, FR_WHOIS = Rdap(f"https://rdap.nic.fr/domain/{FR}"), Whois("whois.nic.fr", FR)
COM_RDAP, COM_HOP = Rdap(f"https://rdap.verisign.com/com/v1/domain/{COM}"), Rdap(f"https://rdap.registrar.example/domain/{COM}")


def body(domain: str, *registrants: str, **more: Any) -> bytes:
    entities = [{"roles": ["registrant"], "vcardArray": ["vcard", [["fn", {}, "text", name]]]} for name in registrants]
    return json.dumps({"ldhName": domain, "entities": entities, **more}).encode()


def related(*urls: str) -> list[dict[str, str]]:
    return [{"rel": "related", "href": url, "type": "application/rdap+json"} for url in urls]


def rdap(question: Question, payload: bytes, status: int = 200) -> Answer:
    return Answer(question, NOW, Outcome.ANSWERED, body=payload, status=status)


class World:
    """Answers to questions, out of a dict; everything else is unreachable. Remembers what was asked."""

    def __init__(self, *answers: Answer, elsewhere: tuple[Answer, ...] = (), dns: Mapping[str, str] | None = None) -> None:
        self.answers = {answer.question: answer for answer in answers}
        self.given, self.dns = elsewhere, dns or {}
        self.asked: list[Question] = []

    async def ask(self, question: Question) -> Answer:
        self.asked.append(question)
        if isinstance(question, Dns) and question.type in self.dns:
            return Answer(question, NOW, Outcome.ANSWERED, rcode=self.dns[question.type])
        return self.answers.get(question, Answer(question, NOW, Outcome.UNREACHABLE, error="timed out after 10 s"))

    def observe(self, domain: str, **fields: Any) -> Observed:
        return asyncio.run(observe(site(domain=domain, **fields), self.ask, REGISTRIES, lambda name: self.given))

    @property
    def registration(self) -> list[Question]:
        return [question for question in self.asked if not isinstance(question, Dns)]


def test_a_registry_that_names_the_registrant_is_enough() -> None:
    world = World(rdap(FR_RDAP, body(FR, "Boulangerie Dupont")))
    seen = world.observe(FR).registration
    assert world.registration == [FR_RDAP]
    assert [(s.source.authority, s.source.outcome) for s in seen] == [(Authority.REGISTRY, Outcome.ANSWERED)]


def test_the_registrar_is_found_by_the_registrys_link() -> None:
    world = World(rdap(COM_RDAP, body(COM, links=related(COM_HOP.url))), rdap(COM_HOP, body(COM, "Boulangerie Dupont")))
    seen = world.observe(COM).registration
    assert [s.source.authority for s in seen] == [Authority.REGISTRY, Authority.REGISTRAR]
    assert (seen[0].thin, seen[1].thin) == (True, False)


def test_a_registrar_that_fails_spoils_nothing() -> None:
    world = World(rdap(COM_RDAP, body(COM, "Boulangerie Dupont", links=related(COM_HOP.url))), rdap(COM_HOP, b"", 503))
    seen = world.observe(COM).registration
    assert [s.source.outcome for s in seen] == [Outcome.ANSWERED, Outcome.REFUSED]
    assert seen[0].record is not None
    assert seen[0].record.contacts[Role.REGISTRANT][0].name == "Boulangerie Dupont"


def test_at_most_two_hops_and_no_circles() -> None:
    hops = [Rdap(f"https://rdap{n}.registrar.example/domain/{COM}") for n in range(6)]
    world = World(
        rdap(COM_RDAP, body(COM, links=related(hops[0].url, COM_RDAP.url))),
        *(rdap(one, body(COM, links=related(other.url, one.url))) for one, other in pairwise(hops)),
    )
    seen = world.observe(COM).registration
    assert [question for question in world.registration if isinstance(question, Rdap)] == [COM_RDAP, *hops[:2]]
    assert [s.source.authority for s in seen if s.source.kind == "rdap"] == [Authority.REGISTRY, Authority.REGISTRAR, Authority.REFERRED]


def test_a_link_that_is_no_url_costs_nothing_but_itself() -> None:
    world = World(rdap(COM_RDAP, body(COM, "Studio Pixel", links=related("https://[x"))))
    seen = world.observe(COM).registration
    assert seen[0].record is not None
    assert server_of(Rdap("https://[x")) == "?"


def test_a_registrars_404_does_not_free_the_name() -> None:
    world = World(rdap(COM_RDAP, body(COM, links=related(COM_HOP.url))), rdap(COM_HOP, b'{"errorCode":404}', 404))
    seen = {s.source.server: s.source.outcome for s in world.observe(COM).registration}
    assert seen["rdap.registrar.example"] is Outcome.UNREADABLE


@pytest.mark.parametrize(("payload", "status"), [(b"", 429), (body(FR), 200), (body("autre.fr", "X"), 200), (b"", 404), (b"", None)])
def test_whois_is_asked_where_rdap_told_nothing_of_the_registrant(payload: bytes, status: int | None) -> None:
    world = World(rdap(FR_RDAP, payload, status)) if status else World()
    world.observe(FR)
    assert world.registration == [FR_RDAP, FR_WHOIS]


def test_whois_refers_to_the_registrar() -> None:
    served = REGISTRIES.serving(COM)
    assert served is not None
    registry = served.whois_question(COM)
    assert registry is not None
    hop = Whois("whois.registrar.example", COM)
    thin = f"Domain Name: {COM.upper()}\r\nRegistrar: Registrar Exemple\r\nRegistrar WHOIS Server: {hop.server}\r\n"
    full = thin + "Registrant Name: Marcelline Dupont\r\nRegistrant Organization: Boulangerie Dupont\r\n"
    world = World(*(Answer(q, NOW, Outcome.ANSWERED, body=text.encode()) for q, text in ((registry, thin), (hop, full))))
    seen = world.observe(COM).registration
    assert world.registration == [COM_RDAP, registry, hop]
    named = next(s for s in seen if s.source.server == hop.server)
    assert named.record is not None
    assert named.record.contacts[Role.REGISTRANT][0].organization == "Boulangerie Dupont"
    assert [s.thin for s in seen if s.source.server == registry.server] == [True]


ZZ = "dupont-exemple-fictif.zzzz"
ZZ_IANA = Whois("whois.iana.org", "zzzz")
IANA = b"%% IANA WHOIS server\n\ndomain:       ZZZZ\norganisation: Registre Exemple\n%s\nstatus:       ACTIVE\n\nsource:       IANA\n"


def test_a_zone_that_the_data_does_not_know_is_asked_where_iana_says() -> None:
    named = Whois("whois.nic.zzzz", ZZ)
    text = f"Domain Name: {ZZ}\nRegistrant Organization: Boulangerie Dupont\n".encode()
    world = World(
        Answer(ZZ_IANA, NOW, Outcome.ANSWERED, body=IANA % b"whois:        whois.nic.zzzz\n"),
        Answer(named, NOW, Outcome.ANSWERED, body=text),
    )
    (seen,) = world.observe(ZZ).registration
    assert (seen.source.server, seen.source.outcome, seen.source.authority) == (named.server, Outcome.ANSWERED, Authority.REGISTRY)
    assert world.registration == [ZZ_IANA, named]


@pytest.mark.parametrize(
    "text",
    [IANA % b"", b"% IANA WHOIS server\n% This query returned 0 objects.\n", IANA % b"whois: whois.iana.org", IANA % b"whois: 127.0.0.1"],
)
def test_a_zone_that_iana_names_no_server_for_has_no_source(text: bytes) -> None:
    world = World(Answer(ZZ_IANA, NOW, Outcome.ANSWERED, body=text))
    assert [s.source.outcome for s in world.observe(ZZ).registration] == [Outcome.NO_SOURCE]
    assert world.registration == [ZZ_IANA]


def test_where_iana_does_not_say_nobody_says_that_there_is_no_source() -> None:
    (seen,) = World().observe(ZZ).registration
    assert (seen.source.server, seen.source.outcome) == ("whois.iana.org", Outcome.UNREACHABLE)
    garbage = World(Answer(ZZ_IANA, NOW, Outcome.ANSWERED, body=b"whois: whois.evil.example\n"))
    assert [s.source.outcome for s in garbage.observe(ZZ).registration] == [Outcome.UNREADABLE]
    assert garbage.registration == [ZZ_IANA]


@pytest.mark.parametrize("domain", ["dupont.example", "dupont.test", "dupont.invalid"])
def test_nobody_is_asked_about_an_ending_that_does_not_exist(domain: str) -> None:
    world = World()
    assert [s.source.outcome for s in world.observe(domain).registration] == [Outcome.NO_SOURCE]
    assert world.registration == []


def test_second_level_registries_route_to_their_own() -> None:
    world = World()
    world.observe(UK)
    assert world.registration[-1] == Whois("whois.nic.uk", UK)


def test_a_name_that_is_no_registration_is_not_asked_about() -> None:
    world = World()
    assert world.observe("dupont.studio-pixel.example", parent="studio-pixel.example") == Observed()
    assert world.asked == []


def test_where_the_name_does_not_exist_the_other_records_are_not_asked() -> None:
    world = World(dns={"NS": "NXDOMAIN"})
    assert [seen.type for seen in world.observe(FR).dns] == ["NS"]
    assert len(World(dns={"NS": "SERVFAIL"}).observe(FR).dns) == 9


# --- answers obtained elsewhere --------------------------------------------------------------------------------------


def found_elsewhere(server: str, payload: bytes, **more: Any) -> Answer:
    return Answer(Whois(server, FR), NOW, Outcome.ANSWERED, body=payload, **more)


NAMED = f"""domain:      {FR}
status:      ACTIVE
holder-c:    BD1-FRNIC

nic-hdl:     BD1-FRNIC
type:        ORGANIZATION
contact:     BOULANGERIE DUPONT
""".encode()


def test_an_imported_answer_always_counts() -> None:
    world = World(rdap(FR_RDAP, body(FR, "Studio Pixel")), elsewhere=(found_elsewhere("whois.nic.fr", NAMED, imported="by mail"),))
    assert [s.source.imported for s in world.observe(FR).registration] == [None, "by mail"]


def test_another_servers_answer_counts_only_where_the_walk_found_none() -> None:
    other = found_elsewhere("whois.other.example", NAMED)
    assert len(World(rdap(FR_RDAP, body(FR, "Studio Pixel")), elsewhere=(other,)).observe(FR).registration) == 1
    seen = World(elsewhere=(other,)).observe(FR).registration
    assert seen[-1].source.authority is Authority.ELSEWHERE
    assert seen[-1].record is not None


@pytest.mark.parametrize(
    ("server", "text", "outcome"),
    [
        ("whois.other.example", b"%% No entries found.\n", Outcome.UNREADABLE),
        ("whois.other.example", f'No match for "{FR}".\n'.encode(), Outcome.NOT_REGISTERED),
        ("whois.nic.fr", b"%% No entries found in the AFNIC Database.\n", Outcome.NOT_REGISTERED),
    ],
)
def test_who_is_believed_that_a_name_is_free(server: str, text: bytes, outcome: Outcome) -> None:
    imported = found_elsewhere(server, text, imported="by mail")
    assert World(elsewhere=(imported,)).observe(FR).registration[-1].source.outcome is outcome


# --- what may be used again ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (rdap(FR_RDAP, body(FR)), True),
        (rdap(FR_RDAP, b'{"errorCode":404}', 404), True),
        (rdap(FR_RDAP, b"", 429), False),
        (rdap(FR_RDAP, b"<html>"), False),
        (Answer(FR_WHOIS, NOW, Outcome.ANSWERED, body=NAMED), True),
        (Answer(FR_WHOIS, NOW, Outcome.ANSWERED, body=NAMED, truncated=True), False),
        (Answer(FR_WHOIS, NOW, Outcome.ANSWERED, body=b"%% Too many requests...\n%% No entries found in the AFNIC Database.\n"), False),
        (Answer(Dns("x.fr.", "NS"), NOW, Outcome.ANSWERED, rcode="NXDOMAIN"), True),
        (Answer(Dns("x.fr.", "NS"), NOW, Outcome.ANSWERED, rcode="SERVFAIL"), False),
        (Answer(FR_RDAP, NOW, Outcome.UNREACHABLE), False),
        (rdap(Rdap("https://data.iana.org/rdap/dns.json"), b"{}"), True),
    ],
)
def test_usable(answer: Answer, expected: bool) -> None:
    assert usable(answer) is expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (rdap(FR_RDAP, b"{}", 429), True),
        (rdap(FR_RDAP, b"", 503), True),
        (rdap(FR_RDAP, b"", 403), False),  # barred, whatever the pace
        (rdap(FR_RDAP, b"", 500), False),
        (rdap(FR_RDAP, body(FR, "Studio Pixel")), False),
        (Answer(FR_WHOIS, NOW, Outcome.ANSWERED, body=b"%% Too many requests...\n"), True),
        (Answer(FR_WHOIS, NOW, Outcome.ANSWERED, body=b"%% No entries found\n"), False),
        (Answer(FR_WHOIS, NOW, Outcome.UNREACHABLE, error="timed out"), False),
        (Answer(Dns(f"{FR}.", "NS"), NOW, Outcome.ANSWERED, rcode="REFUSED"), False),
    ],
)
def test_what_declines_asks_for_fewer_questions(answer: Answer, expected: bool) -> None:
    assert declines(answer) is expected
