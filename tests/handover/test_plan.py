"""The plan: copies first, the holder as the ending does it, nameservers before mail, old accesses last; every fact has a source."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from domaudit import checking, texts
from domaudit.data import load
from domaudit.families import family
from domaudit.handover.plan import plan
from domaudit.model import Holder, Key, Record, SiteReport, Verdict
from domaudit.options import Options
from domaudit.remedies import policies, sources
from tests.handover.sites import EXPIRES, a_kit_site, dns, held
from tests.report.samples import TODAY, expiring, no_own_domain, not_registered

DATA = load("handover.yaml")
EXAMPLES = Path(__file__).parents[2] / "examples"
ZONES = ("fr", "com", "be", "ca", "ch", "eu", "co.uk", "de", "nl", "lu", "it", "es", "com.au", "com.br", "pt")


def ids(site: SiteReport) -> list[str]:
    return [step.text.id.removeprefix("handover.") for phase in plan(site, TODAY) for step in phase.steps]


def phases(site: SiteReport) -> list[str]:
    return [phase.title.id.removeprefix("handover.phase.") for phase in plan(site, TODAY)]


@pytest.mark.parametrize("verdict", Verdict)
@pytest.mark.parametrize("zone", [*ZONES, "bj", "example", "uk.com"])
def test_every_step_is_whole_in_both_languages_for_every_ending_and_verdict(verdict: Verdict, zone: str) -> None:
    for phase in plan(a_kit_site(f"dupont-exemple-fictif.{zone}", verdict), TODAY):
        assert phase.steps
        for text in (phase.title, *(step.text for step in phase.steps)):
            assert texts.has(text.id)
            for lang in ("en", "fr"):
                assert "…" not in texts.say(text, lang), text.id
                assert "{" not in texts.say(text, lang), text.id


def test_copies_come_first_and_old_accesses_last() -> None:
    assert phases(a_kit_site()) == ["copies", "list", "ttl", "account", "name", "nameservers", "mail", "end"]
    assert ids(a_kit_site())[0] == "copies.site"
    assert ids(a_kit_site())[-1] == "end.sign"


def test_at_a_gtld_the_transfer_comes_before_the_change_of_holder() -> None:
    order = ids(a_kit_site("dupont-exemple-fictif.com"))
    assert order.index("zone.gtld.order") < order.index("zone.gtld.transfer") < order.index("zone.gtld.confirm")
    first = next(step for phase in plan(a_kit_site("dupont-exemple-fictif.com"), TODAY) for step in phase.steps if "order" in step.text.id)
    assert "transfer the name to the client’s account first" in texts.say(first.text, "en")
    assert first.source is not None


def test_a_client_that_is_the_holder_needs_no_change_of_holder() -> None:
    order = ids(a_kit_site("dupont-exemple-fictif.com", Verdict.HELD_BY_CLIENT))
    assert "name.client" in order
    assert "zone.gtld.transfer" in order
    assert "zone.gtld.order" not in order
    assert "zone.gtld.confirm" not in order


@pytest.mark.parametrize(
    ("verdict", "step"),
    [
        (Verdict.HELD_BY_PROVIDER, "name.provider"),
        (Verdict.IN_NAME_ONLY, "name.mailbox"),
        (Verdict.HELD_BY_THIRD_PARTY, "name.third"),
        (Verdict.HIDDEN, "name.unknown"),
        (Verdict.UNDETERMINED, "name.unknown"),
    ],
)
def test_the_holder_is_told_by_the_verdict(verdict: Verdict, step: str) -> None:
    assert step in ids(a_kit_site(verdict=verdict))


def test_an_unknown_ending_states_no_fact() -> None:
    site = a_kit_site("dupont-exemple-fictif.bj")
    assert "zone.general" in ids(site)
    assert [step.source for phase in plan(site, TODAY) for step in phase.steps if ".zone." in step.text.id] == [None]


def test_every_fact_of_an_ending_has_a_source_and_a_family() -> None:
    entries = [entry for facts in DATA["zones"].values() for entry in facts] + list(DATA["steps"].values())
    for entry in entries:
        assert urlsplit(sources.page(entry["source"])).scheme in ("https", "http")
        assert entry["confidence"] in ("high", "medium", "low")
        assert entry.get("when", "change") == "change"
    assert {family(zone) for zone in ZONES} == set(DATA["zones"])
    told = {entry["text"] for facts in DATA["zones"].values() for entry in facts} | {"handover.zone.general"}
    assert told == {id_ for id_ in texts.ids() if id_.startswith("handover.zone.")}


def test_an_expiry_that_is_near_comes_before_everything() -> None:
    assert phases(expiring())[0] == "urgent"
    assert ids(expiring())[0] == "remedy.renew.client"


def test_the_expiry_is_told_or_said_to_be_unknown_but_never_one_that_is_past() -> None:
    assert "copies.expires" in ids(a_kit_site())
    assert "copies.expires.unknown" in ids(a_kit_site(record=Record()))
    past = Record(expires=EXPIRES.replace(year=2020))
    assert not [id_ for id_ in ids(a_kit_site(record=past)) if id_.startswith("copies.expires")]


def test_a_lock_is_named_and_a_passing_state_is_none() -> None:
    def locks(*statuses: str) -> list[str]:
        found = plan(a_kit_site(record=Record(statuses=statuses)), TODAY)
        return [step.text.values["status"] for phase in found for step in phase.steps if step.text.id == "handover.name.lock"]

    assert locks("active", "client transfer prohibited") == ["client transfer prohibited"]
    assert locks("pendingTransfer", "addPeriod") == []
    assert locks("{status} transfer prohibited") == []


def test_nameservers_and_mail_of_the_provider_move_and_others_may_stay() -> None:
    seen = (dns("dupont-exemple-fictif.fr", "NS", "ns1.pixel.example"), dns("dupont-exemple-fictif.fr", "MX", "10 mail.pixel.example"))
    provider = {Key.NAMESERVERS: held(Holder.PROVIDER), Key.MAIL: held(Holder.PROVIDER)}
    moving, staying = (
        a_kit_site("dupont-exemple-fictif.fr", Verdict.HELD_BY_PROVIDER, *seen, keys=provider),
        a_kit_site("dupont-exemple-fictif.fr", Verdict.HELD_BY_PROVIDER, *seen),
    )
    assert {"nameservers.provider", "mail.provider"} <= set(ids(moving))
    assert {"nameservers.other", "mail.other"} <= set(ids(staying))
    assert {"nameservers.unknown", "mail.none"} <= set(ids(a_kit_site()))


def test_a_domain_that_takes_no_mail_has_no_mail_host() -> None:
    null = dns("dupont-exemple-fictif.fr", "MX", "0 .")  # RFC 7505
    assert "mail.none" in ids(a_kit_site("dupont-exemple-fictif.fr", Verdict.HIDDEN, null))


@pytest.mark.parametrize(("dnssec", "step"), [(True, "nameservers.dnssec"), (None, "nameservers.dnssec.unknown"), (False, None)])
def test_dnssec_is_switched_off_before_the_nameservers_change(dnssec: bool | None, step: str | None) -> None:
    found = [id_ for id_ in ids(a_kit_site(record=Record(dnssec=dnssec))) if "dnssec" in id_]
    assert found == ([step] if step else [])


def test_a_name_that_is_not_registered_is_registered_and_nothing_moves() -> None:
    assert phases(not_registered()) == ["copies", "account", "own", "end"]
    assert "remedy.register-now" in ids(not_registered())
    assert "end.remove" not in ids(not_registered())


def test_a_site_without_a_domain_gets_one_of_its_own() -> None:
    assert phases(no_own_domain()) == ["copies", "account", "own", "end"]
    assert {"copies.site", "remedy.own-domain.redirect", "end.remove"} <= set(ids(no_own_domain()))


def test_what_an_ending_asks_of_its_holder_is_told_before_the_change() -> None:
    order = ids(a_kit_site("dupont-exemple-fictif.fr"))
    assert order.index("remedy.afnic.eligibility") < order.index("zone.afnic.change")
    assert "remedy.afnic.eligibility" not in ids(a_kit_site("dupont-exemple-fictif.fr", Verdict.HELD_BY_CLIENT))
    pages = [step.source for phase in plan(a_kit_site(), TODAY) for step in phase.steps if step.text.id.endswith(".eligibility")]
    assert all(source and source.startswith("http") for source in pages)


def test_the_registrar_s_guide_says_where_things_are() -> None:
    order = ids(a_kit_site(record=Record(registrar="GANDI SAS")))
    assert [id_ for id_ in order if id_.startswith("guide.")] == [
        f"guide.gandi.{fact}" for fact in ("push", "change", "unlock", "code", "not_a_transfer", "trap")
    ]
    assert [id_ for id_ in ids(a_kit_site(record=Record(registrar="Gandini"))) if id_.startswith("guide.")] == []
    assert "guide.gandi.change" not in ids(a_kit_site(verdict=Verdict.HELD_BY_CLIENT, record=Record(registrar="GANDI SAS")))
    assert "guide.gandi.code" in ids(a_kit_site(record=Record(registrar="Exemple SAS", reseller="Gandi")))


def test_the_audit_s_own_steps_for_a_provider_are_used() -> None:
    """What the record needs to know of the client is asked for before the account is opened."""
    options = Options(evidence=EXAMPLES / "evidence.jsonl", offline=True, reader="provider")
    report, _ = checking.check(checking.load(str(EXAMPLES / "inventory.yaml"), options), options, lambda _: None)
    order = ids(report.sites[0])
    assert order.index("remedy.provider.data") < order.index("account.open")


def test_a_number_of_days_comes_from_the_policy_in_force_and_a_rule_that_has_ended_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    site = a_kit_site("dupont-exemple-fictif.com")
    order = next(step for phase in plan(site, TODAY) for step in phase.steps if step.text.id == "handover.zone.gtld.order")
    assert "lock transfers for 60 days" in texts.say(order.text, "en")
    real = policies.days
    monkeypatch.setattr(policies, "days", lambda id_, today: None if id_ == "gtld.change-lock" else real(id_, today))
    assert "zone.gtld.order" not in ids(site)
    assert "zone.gtld.transfer" in ids(site)


def test_every_policy_that_a_step_names_is_known_and_told() -> None:
    for entry in (entry for facts in DATA["zones"].values() for entry in facts):
        assert entry.get("policy", {}).keys() <= texts.placeholders(entry["text"], "en")
        assert all(policies.days(rule, TODAY) for rule in entry.get("policy", {}).values())
