"""What to settle before signing: told for free names and contracts without their day, once for all of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domaudit import texts
from domaudit.model import Acceptance, Contract, Party, SiteReport
from domaudit.signing import Signing, signing
from tests.report.samples import held_by_client, not_registered, whole


def under(told: SiteReport, contract: Contract | None, client: Party | None = None) -> SiteReport:
    return replace(told, site=replace(told.site, contract=contract, client=client or told.site.client))


def settled(*sites: SiteReport) -> Signing:
    found = signing(whole(*sites))
    assert found is not None
    return found


def test_a_free_name_calls_for_it() -> None:
    found = settled(held_by_client(), not_registered())
    assert [(one.domain, one.why) for one in found.domains] == [(not_registered().site.domain, ("not-registered",))]


@pytest.mark.parametrize(
    ("contract", "why"),
    [
        (None, None),  # no contract in the inventory says nothing
        (Contract(signed=date(2019, 3, 1)), None),
        (Contract(), ("contract-undated",)),
        (Contract(holder="client", until=date(2027, 3, 1)), ("contract-undated",)),
    ],
)
def test_a_contract_without_its_day_calls_for_it(contract: Contract | None, why: tuple[str, ...] | None) -> None:
    found = signing(whole(under(held_by_client(), contract)))
    assert (found and found.domains[0].why) == why


def test_both_may_hold_of_one_domain() -> None:
    assert settled(under(not_registered(), Contract())).domains[0].why == ("not-registered", "contract-undated")


def test_what_was_accepted_or_is_kept_aside_calls_for_nothing() -> None:
    free = not_registered()
    known = replace(free.findings[0], accepted=Acceptance("not-registered", "given up"))
    kept = replace(free.findings[0], rule="reserved")
    assert signing(whole(replace(free, findings=(known,)))) is None
    assert signing(whole(replace(free, findings=(kept,)))) is None
    assert signing(whole(held_by_client())) is None


def test_a_client_is_named_where_it_is_the_only_one() -> None:
    free = not_registered()
    assert free.site.client.name in texts.say(settled(free, free).lines[0], "en")
    both = settled(free, under(free, None, Party("Café des Arts")))
    assert "Who registers it: the client, at a registrar" in texts.say(both.lines[0], "en")
    for line in both.lines:
        french = texts.say(line, "fr")
        assert not any(wrong in french for wrong in (" de le ", " à le ", " de les ", free.site.client.name))


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_it_says_who_which_name_which_mailbox_which_account_and_what_to_ask(lang: texts.Lang) -> None:
    found = settled(not_registered())
    told = " ".join(texts.say(line, lang) for line in found.lines)
    for words in {
        "en": ("agent", "business register", "does not end in the domain", "account", "card", "domaudit clause"),
        "fr": ("mandataire", "registre des entreprises", "ne se termine pas par le domaine", "compte", "carte", "domaudit clause"),
    }[lang]:
        assert words in told
    asked = [texts.say(question, lang) for question in found.questions]
    assert len(asked) == 6
    assert all(question.endswith("?") for question in asked)
