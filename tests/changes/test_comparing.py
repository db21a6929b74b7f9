"""What changed between two audits, and that what one of them could not see is no change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domaudit.changes.comparing import WHATS, changes, is_first_seen, since
from domaudit.changes.facts import Facts, facts_of
from domaudit.cleaning import clean
from domaudit.concluding import conclude
from domaudit.model import (
    WITHHELD,
    Acceptance,
    Authority,
    Change,
    Contact,
    Contract,
    DnsObservation,
    Observation,
    Outcome,
    Party,
    Request,
    Site,
    SiteReport,
    SiteSince,
    What,
)
from tests.cases import NOW, REGISTRIES, case, day, dns, said, site

DUPONT = Contact(organization="Boulangerie Dupont", email="contact@boulangerie-dupont.example")
PIXEL = Contact(organization="Studio Pixel", email="jm@pixel-mail.example")
MOULINS = Contact(organization="Les Trois Moulins")
HIDDEN = Contact(name="REDACTED FOR PRIVACY", email="REDACTED FOR PRIVACY")
REGISTRAR = {"authority": Authority.REGISTRAR, "server": "rdap.registrar.example"}
WHOLE = {
    "registrar": "Registrar Exemple SAS",
    "reseller": "Revendeur Exemple",
    "nameservers": ("ns1.dns.example", "ns2.dns.example"),
    "expires": day("2028-03-02"),
    "statuses": ("active", "client transfer prohibited"),
    "dnssec": False,
}


def told(*seen: Observation | DnsObservation, of: Site | None = None, days: int = 0) -> SiteReport:
    return conclude(of or site(), case(*seen, of=of).observed, REGISTRIES, NOW + timedelta(days=days))


def held(contact: Contact = DUPONT, **record: Any) -> Observation:
    return said(contact, **{**WHOLE, **record})


def silent(outcome: Outcome = Outcome.REFUSED, **where: Any) -> Observation:
    return said(outcome=outcome, **where)


def between(old: SiteReport, new: SiteReport) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    return {change.what: (change.old, change.new) for change in after(old, new).changes}


def after(old: SiteReport, new: SiteReport) -> SiteSince:
    return since(facts_of(old), facts_of(new))


def test_a_new_holder() -> None:
    found = between(told(held()), told(held(PIXEL)))
    assert found["verdict"] == (("held-by-client",), ("held-by-provider",))
    assert found["registrant"] == (("Boulangerie Dupont",), ("Studio Pixel",))
    assert found["registrant-email"] == (("contact@boulangerie-dupont.example",), ("jm@pixel-mail.example",))
    assert "held-by-provider" not in found["finding"][1] if "finding" in found else True  # the verdict tells it


@pytest.mark.parametrize(
    ("what", "now", "new"),
    [
        ("registrar", {"registrar": "Autre Registrar"}, ("Autre Registrar",)),
        ("registrar", {"registrar": None}, ()),
        ("reseller", {"reseller": "Autre Revendeur"}, ("Autre Revendeur",)),
        ("nameservers", {"nameservers": ("ns1.dns.example", "ns3.dns.example")}, ("ns1.dns.example", "ns3.dns.example")),
        ("nameservers", {"nameservers": ()}, ()),
        ("expires", {"expires": day("2029-03-02")}, ("2029-03-02",)),
        ("status", {"statuses": ("active",)}, ()),
        ("status", {"statuses": ("client transfer prohibited", "server hold")}, ("client transfer prohibited", "server hold")),
        ("dnssec", {"dnssec": True}, ("signed",)),
    ],
)
def test_a_field_that_differs(what: str, now: Mapping[str, Any], new: tuple[str, ...]) -> None:
    found = between(told(held()), told(held(**now)))
    assert {name: values for name, (_, values) in found.items()} == {what: new}


@pytest.mark.parametrize(
    "now",
    [
        {"registrar": "REGISTRAR  exemple sas"},
        {"nameservers": ("NS2.dns.example.", "ns1.dns.example", "ns1.dns.example")},
        {"statuses": ("clientTransferProhibited https://icann.example/epp", "ok", "linked")},
        {"statuses": ("client transfer prohibited", "auto renew period")},
        {"dnssec": None},
        {"expires": day("2028-03-02") + timedelta(hours=5)},
        {"created": day("2001-01-01"), "updated": day("2026-11-01")},
    ],
)
def test_what_makes_no_difference(now: Mapping[str, Any]) -> None:
    assert between(told(held()), told(held(**now))) == {}
    assert between(told(held(**now)), told(held())) == {}


NOBODY = [
    silent(),
    silent(Outcome.UNREACHABLE),
    silent(Outcome.UNREADABLE),
    silent(Outcome.NOT_ASKED),
    silent(Outcome.NO_SOURCE),
]


@pytest.mark.parametrize("nothing", NOBODY, ids=lambda seen: seen.source.outcome)
@pytest.mark.parametrize("one", [held(), held(HIDDEN), said(outcome=Outcome.NOT_REGISTERED)])
def test_unknown_is_never_news(nothing: Observation, one: Observation) -> None:
    known, unknown = told(one), told(nothing)
    assert after(known, unknown).changes == after(unknown, known).changes == after(unknown, unknown).changes == ()
    assert after(known, unknown).state == after(unknown, known).state == "unseen"


BEFORE = {
    "nobody": ([silent()], "undetermined"),
    "hidden": ([held(HIDDEN)], "hidden"),
    "hidden, the registrar silent": ([held(HIDDEN), silent(**REGISTRAR)], "hidden"),
    "absent": ([said(registrar="Registrar Exemple SAS")], None),
}


@pytest.mark.parametrize("seen", BEFORE)
@pytest.mark.parametrize(
    ("holder", "verdict"),
    [(PIXEL, "held-by-provider"), (MOULINS, "held-by-third-party"), (replace(DUPONT, email=PIXEL.email), "in-name-only")],
)
def test_a_holder_that_is_seen_for_the_first_time_is_news(seen: str, holder: Contact, verdict: str) -> None:
    observations, unseen = BEFORE[seen]
    old = told(*observations)
    for now in (told(held(holder)), told(held(HIDDEN), held(holder, **REGISTRAR))):
        over = after(old, now)
        assert over.state == "compared"
        (change,) = (change for change in over.changes if change.what == "verdict")
        assert change == Change("verdict", (unseen or old.verdict.value,), (verdict,))
        assert is_first_seen(change)
        assert after(now, now).changes == ()
        assert after(now, told(silent(), silent(**REGISTRAR))).changes == ()  # the other direction is a silence


def test_the_clients_own_name_seen_for_the_first_time_is_no_alarm() -> None:
    assert between(told(silent()), told(held())) == {}
    assert between(told(held(HIDDEN), silent(**REGISTRAR)), told(held(HIDDEN), held(DUPONT, **REGISTRAR))) == {}


def test_anothers_mailbox_is_told_once_who_was_silent_tells_of_it() -> None:
    little, all_ = told(held(replace(DUPONT, email=None)), silent(**REGISTRAR)), told(held(replace(DUPONT, email=PIXEL.email)))
    assert (little.verdict, all_.verdict) == ("held-by-client", "in-name-only")
    assert between(little, told(held(replace(DUPONT, email=None)), held(replace(DUPONT, email=PIXEL.email), **REGISTRAR)))["verdict"]
    over = after(all_, by_whois())
    assert over.changes == ()
    assert over.kept["verdict"].values == ("in-name-only",)


def test_a_holder_that_was_known_before_a_silence_is_not_seen_for_the_first_time() -> None:
    """Nor where what spoke in between was a source that had been silent."""
    first, night = told(held(PIXEL), silent(**REGISTRAR)), told(held(HIDDEN), held(HIDDEN, **REGISTRAR))
    for hidden in (told(silent(), held(HIDDEN, **REGISTRAR)), night):
        over = after(first, hidden)
        carried = since(Facts({**facts_of(hidden).told, **over.kept}), facts_of(first))
        assert {change.what for change in (*over.changes, *carried.changes)} & {"verdict"} == set()


PLAIN = ("Home", "Web", "Company", "Société", "Privé", "na", "Self", "Owner", "0", "Mr", "Particulier", "Internet")
WORDS = (*PLAIN, "Société SARL", "Web Agency", "Studio Photo")


@pytest.mark.parametrize("word", WORDS)
def test_a_new_name_beside_a_mere_word_is_a_new_holder(word: str) -> None:
    old, new = (told(held(Contact(name, word))) for name in ("Marie Durand", "Jean Pixelman"))
    change = between(old, new)["registrant"]
    assert "Marie Durand" in change[0]
    assert "Jean Pixelman" in change[1]
    assert between(new, told(held(Contact(" JEAN pixelman", word.upper())))) == {}


@pytest.mark.parametrize("company", ["Les Trois Moulins", "Pixel SARL", "Boulangerie Martin"])
def test_another_person_at_the_same_company_is_no_new_holder(company: str) -> None:
    assert between(told(held(Contact("Marie Durand", company))), told(held(Contact("Jean Martin", company)))) == {}


def test_another_person_at_the_clients_is_no_new_holder_whatever_it_is_called() -> None:
    fournil = site(client=Party("Fournil"))
    old, new = (told(held(Contact(name, "Fournil", kind="organization")), of=fournil) for name in ("Marie Durand", "Jean Martin"))
    assert old.verdict == new.verdict == "held-by-client"
    assert between(old, new) == {}


def test_a_name_that_one_source_leaves_out_beside_a_mere_word_is_no_change() -> None:
    both, name, word = (held(one) for one in (Contact("Marie Durand", "Home"), Contact("Marie Durand"), Contact(organization="Home")))
    for less in (name, word):
        less = replace(less, source=replace(less.source, kind="whois"))
        assert {"registrant", "verdict"}.isdisjoint(between(told(both), told(silent(), less)))
        assert {"registrant", "verdict"}.isdisjoint(between(told(silent(), less), told(both)))
    evil = held(Contact("Jean Pixelman", "Home"))
    assert "registrant" in between(told(both), told(silent(), replace(evil, source=replace(evil.source, kind="whois"))))


def by_whois(contact: Contact = DUPONT, **record: Any) -> SiteReport:
    """A night on which RDAP is throttled."""
    seen = held(contact, **record)
    return told(silent(), replace(seen, source=replace(seen.source, kind="whois")))


OTHERWISE = {
    "registrant-email": {"contact": replace(DUPONT, email="forward-123@anon.example")},
    "nameservers": {"nameservers": ("ns1.dns.example",)},
    "status": {"statuses": ("ok",)},
    "expires": {"expires": day("2028-03-01")},
    "dnssec": {"dnssec": True},
}


@pytest.mark.parametrize("what", OTHERWISE)
def test_what_another_source_says_otherwise_waits_for_the_first(what: What) -> None:
    """The first is throttled, and then back: what it had said is kept, and a change of it is told on the night that shows it."""
    first, night = told(held()), by_whois(**OTHERWISE[what])
    over = after(first, night)
    assert over.changes == ()
    assert over.kept[what] == facts_of(first).told[what]
    carried = Facts({**facts_of(night).told, **over.kept}, latest=facts_of(night).told)
    assert since(carried, facts_of(first)).changes == ()
    assert since(carried, facts_of(night)).changes == ()
    changed = since(carried, facts_of(told(held(**OTHERWISE[what])))).changes
    assert [change.what for change in changed if change.what != "finding"] == [what]
    assert between(night, first) == {}  # it was throttled on the first night


def test_what_the_same_source_says_otherwise_is_told_while_the_first_is_silent() -> None:
    first, night = told(held()), by_whois(statuses=("ok", "client transfer prohibited"))
    carried = Facts({**facts_of(night).told, **after(first, night).kept}, latest=facts_of(night).told)
    lifted = facts_of(by_whois(statuses=("ok",)))
    over = since(carried, lifted)
    assert [change.what for change in over.changes] == ["status"]
    assert "status" not in over.kept  # it is told once
    assert since(Facts({**lifted.told, **over.kept}, latest=lifted.told), facts_of(told(held(statuses=("active",))))).changes == ()


def test_other_nameservers_are_told_whoever_says_so() -> None:
    assert set(between(told(held()), by_whois(nameservers=("ns9.evil.example",)))) == {"nameservers"}


@pytest.mark.parametrize("nothing", NOBODY, ids=lambda seen: seen.source.outcome)
def test_a_silent_night_loses_no_change(nothing: Observation) -> None:
    """What was known is kept over a night on which nobody answered, and compared with on the next."""
    first, night, then = facts_of(told(held())), facts_of(told(nothing)), facts_of(told(held(PIXEL)))
    over = since(first, night)
    assert (over.state, over.changes) == ("unseen", ())
    carried = Facts({**night.told, **over.kept})
    assert {change.what for change in since(carried, then).changes} == {"verdict", "registrant", "registrant-email"}
    assert since(carried, first).changes == ()


def test_one_source_less_is_no_change() -> None:
    """The registry says little, the registrar all: what the registrar's silence empties has not changed."""
    registry = said(registrar="Registrar Exemple SAS", nameservers=("ns1.dns.example",), thin=True)
    both = told(registry, said(DUPONT, reseller="Revendeur Exemple", **REGISTRAR))
    less = told(registry, silent(**REGISTRAR))
    over = after(both, less)
    assert over.changes == ()
    assert over.state == "compared"
    assert set(over.kept) == {"verdict", "registrant", "registrant-email", "reseller", "finding"}
    assert after(less, both).changes == ()
    elsewhere = said(registrar="Registrar Exemple SAS", nameservers=("ns9.dns.example",), thin=True)
    moved = told(elsewhere, silent(**REGISTRAR))
    assert set(between(both, moved)) == {"nameservers"}


def test_hidden_for_want_of_the_source_that_tells_is_no_change() -> None:
    registry, registrar = said(HIDDEN), said(DUPONT, **REGISTRAR)
    assert between(told(registry, registrar), told(registry, silent(**REGISTRAR))) == {}
    assert between(told(registry, silent(**REGISTRAR)), told(registry, registrar)) == {}


def test_held_and_then_hidden_is_one_where_the_same_sources_answered() -> None:
    found = between(told(held()), told(held(HIDDEN)))
    assert found["registrant"] == (("Boulangerie Dupont",), (WITHHELD,))
    assert found["verdict"] == (("held-by-client",), ("hidden",))
    assert between(told(held(HIDDEN)), told(held(replace(HIDDEN, name="Redacted | Registrant")))) == {}


def test_hidden_at_another_registrar_after_a_move_is_one() -> None:
    before = told(said(registrar="Un SAS", thin=True), said(DUPONT, **REGISTRAR))
    now = told(said(registrar="Deux SAS", thin=True), said(HIDDEN, authority=Authority.REGISTRAR, server="rdap.deux.example"))
    assert set(between(before, now)) == {"verdict", "registrant", "registrant-email", "registrar"}


def test_another_source_has_other_words() -> None:
    """RDAP on one night, WHOIS on the other: forms and case, a registrar's own expiry, statuses spelt otherwise."""
    whois = replace(
        held(replace(DUPONT, organization="BOULANGERIE DUPONT SARL"), expires=day("2027-03-02"), statuses=("ok",), reseller=None)
    )
    whois = replace(whois, source=replace(whois.source, kind="whois"))
    assert between(told(held()), told(silent(), whois)) == {}
    assert between(told(silent(), whois), told(held())) == {}
    other = replace(held(MOULINS), source=whois.source)
    assert {"verdict", "registrant"} <= set(between(told(held()), told(silent(), other)))


def test_a_name_that_is_free_says_nothing_of_its_fields() -> None:
    free = told(said(outcome=Outcome.NOT_REGISTERED))
    assert between(told(held()), free)["verdict"] == (("held-by-client",), ("not-registered",))
    assert set(between(told(held()), free)) == set(between(free, told(held(PIXEL)))) == {"verdict"}


def test_a_disagreement_that_one_source_less_ends_is_no_change() -> None:
    both, one = told(held(), said(PIXEL, **REGISTRAR)), told(held(), silent(**REGISTRAR))
    assert both.verdict == "undetermined"
    assert between(both, one) == between(one, both) == {}
    assert between(told(held(), said(DUPONT, **REGISTRAR)), both)["verdict"] == (("held-by-client",), ("undetermined",))


def test_a_coming_expiry_is_told_at_each_step() -> None:
    soon = held(expires=NOW + timedelta(days=40))
    assert between(told(soon), told(soon, days=2)) == {}  # a notice
    assert between(told(soon), told(soon, days=11)) == {"finding": ((), ("expires-soon",))}
    assert between(told(soon, days=11), told(soon, days=12)) == {}
    assert between(told(soon, days=12), told(soon, days=35)) == {"finding": ((), ("expires-soon",))}  # critical
    renewed = between(told(soon, days=35), told(held(expires=NOW + timedelta(days=405)), days=36))
    assert renewed["finding"] == (("expires-soon",), ())


def test_a_coming_expiry_is_told_though_another_source_is_heard_anew() -> None:
    soon = held(expires=NOW + timedelta(days=31))
    heard = told(soon, said(DUPONT, **REGISTRAR), days=2)
    assert between(told(soon, silent(**REGISTRAR)), heard) == {"finding": ((), ("expires-soon",))}
    assert between(told(soon, days=2), told(silent(), days=3)) == {}


def test_what_is_accepted_is_no_news() -> None:
    accepting = site(accept=(Acceptance("expires-soon", "the client renews by cheque"),))
    soon = held(expires=NOW + timedelta(days=31))
    assert between(told(soon, of=accepting), told(soon, of=accepting, days=2)) == {}
    assert between(told(soon, days=2), told(soon, of=accepting, days=2)) == {}


ASKED = Request("change-of-holder", NOW.date(), "provider", None, NOW.date() + timedelta(days=5), "request")


def test_an_answer_that_is_overdue_is_news_though_nobody_answers() -> None:
    asked = site(requests=(ASKED,))
    assert between(told(silent(), of=asked), told(silent(), of=asked, days=9)) == {"finding": ((), ("request-overdue",))}


def test_an_answer_is_not_overdue_for_want_of_the_record_that_shows_it_done() -> None:
    asked = site(requests=(ASKED,))
    done, night, then = (told(*seen, of=asked, days=9) for seen in ([held()], [silent()], [held(PIXEL)]))
    over = after(done, night)
    assert over.changes == ()
    again = since(Facts({**facts_of(night).told, **over.kept}), facts_of(then))
    assert {change.what: change.new for change in again.changes}["finding"] == ("request-overdue",)


def test_the_end_of_a_rental_is_news() -> None:
    rented = site(contract=Contract(holder="provider", until=NOW.date() + timedelta(days=3)))
    old, new = told(held(PIXEL), of=rented), told(held(PIXEL), of=rented, days=9)
    assert old.verdict == new.verdict == "held-by-provider"
    assert between(old, new)["finding"] == ((), ("held-by-provider",))


def test_two_evidence_files_tell_the_record_and_the_verification_records() -> None:
    token = "google-site-verification=abc"
    old, new = told(held(), dns("TXT", "v=spf1 -all")), told(held(PIXEL), dns("TXT", token))
    assert [change.what for change in changes(old, new)] == ["registrant", "registrant-email", "token"]
    assert changes(told(held(), dns("TXT", exists=None)), told(held(), dns("TXT", token))) == ()


# --- properties ------------------------------------------------------------------------------------------------------

contacts = st.builds(
    Contact,
    name=st.none() | st.sampled_from(["REDACTED FOR PRIVACY", "Jean Martin", "é", "hidden"]),
    organization=st.none() | st.sampled_from(["Studio Pixel", "BOULANGERIE DUPONT", "Les Trois Moulins", "…"]),
    email=st.none() | st.sampled_from(["jm@pixel-mail.example", "x@withheldforprivacy.com"]),
)
words = st.text(max_size=5).map(lambda text: clean(text)[0])
records = st.fixed_dictionaries(
    {},
    optional={
        "registrar": words,
        "reseller": words,
        "nameservers": st.lists(st.sampled_from(["ns1.a.example", "ns2.a.example", "ns1.b.example"]), max_size=3).map(tuple),
        "statuses": st.lists(st.sampled_from(["ok", "client hold", "server transfer prohibited", "odd"]), max_size=3).map(tuple),
        "dnssec": st.booleans(),
    },
)
observations = st.builds(
    lambda people, outcome, authority, record: said(
        *people, outcome=outcome, authority=authority, **(record if outcome is Outcome.ANSWERED else {})
    ),
    st.lists(contacts, max_size=2),
    st.sampled_from(Outcome),
    st.sampled_from([Authority.REGISTRY, Authority.REGISTRAR]),
    records,
)


@given(st.lists(observations, min_size=1, max_size=2), st.randoms())
def test_the_order_of_values_is_no_change(seen: list[Observation], random: Any) -> None:
    def mixed(one: Observation) -> Observation:
        if one.record is None:
            return one
        values = {name: random.sample(found := getattr(one.record, name), len(found)) for name in ("nameservers", "statuses")}
        return replace(one, record=replace(one.record, **{name: (*found, *found[:1]) for name, found in values.items()}))

    old, new = told(*seen), told(*map(mixed, seen))
    assert after(old, new).changes == after(old, old).changes == ()


@given(st.lists(observations, min_size=1, max_size=2), st.lists(observations, min_size=1, max_size=2))
def test_a_change_is_told_in_the_order_of_the_table_and_has_two_sides(old: list[Observation], new: list[Observation]) -> None:
    found = after(told(*old), told(*new)).changes
    assert [change.what for change in found] == [what for what in WHATS if what in {change.what for change in found}]
    assert all(change.old != change.new for change in found)


@given(st.lists(observations, min_size=1, max_size=2))
def test_whatever_was_seen_a_silent_night_is_no_news(seen: list[Observation]) -> None:
    known, unknown = told(*seen), told(silent(), silent(**REGISTRAR))
    assert after(known, unknown).changes == ()
    alarming = known.verdict in ("held-by-provider", "held-by-third-party", "in-name-only")
    assert [change.what for change in after(unknown, known).changes] == ["verdict"] * alarming
