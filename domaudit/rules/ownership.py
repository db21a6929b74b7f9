"""The rules that carry a verdict: one per line of the verdict table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from domaudit.cases import Case, Says
from domaudit.keys import distinct, theirs
from domaudit.model import GIVEN, Confidence, Finding, Outcome, Severity, Text, Verdict
from domaudit.rules.finding import decided, finding, named, server


def no_own_domain(case: Case) -> Iterator[Finding]:
    """The site lives under a name that belongs to somebody else.

    What it sees: the name is a sub-domain of the provider's own domain, or of a platform.
    Why it matters: such an address cannot be taken along.
    What it cannot see: whether another domain exists for the same business.
    What to do: register a domain in the client's own name, and move to it before anything else changes.
    """
    if case.decision.rule == "no-own-domain":
        yield decided(case, parent=case.site.parent or "")


def sources_disagree(case: Case) -> Iterator[Finding]:
    """Two sources entitled to speak name two different registrants, or one says that there is no registration.

    What it sees: the registrant in each answer.
    Why it matters: one of them is out of date or wrong, and nobody can tell which from outside.
    What it cannot see: which one is right.
    What to do: ask the registrar for the record as it stands, and have the other corrected.
    """
    if case.decision.rule != "sources-disagree":
        return
    told = [(claim.shown or "", claim.source, claim.evidence) for claim in distinct(case.claims)]
    told += [("", claim.source, ()) for claim in case.claims if claim.says is Says.NOT_REGISTERED]
    (first, one, _), (second, other, _) = told[:2]
    lines = [line for _, _, evidence in told for line in evidence]
    found = decided(case, lines, first=first, first_source=server(case, one), second=second, second_source=server(case, other))
    if not second:
        found = replace(found, message=Text("rule.sources-disagree.not-registered", found.message.values))
    yield found


def held_by_provider(case: Case) -> Iterator[Finding]:
    """The public record, or an attestation where it is mute, names the provider as registrant.

    What it sees: the registrant's organisation, name or identifier in the registry's or registrar's answer; else what the client attests.
    Why it matters: the registered holder decides: moving the name, handing it over, giving it up.
    What it cannot see: why it was registered so, and who has the right to the name.
    What to do: put copies in safety, ask kindly for the change of holder, in writing, with a date.
    """
    if case.decision.rule == "held-by-provider" and case.decision.basis == "attested":
        found = decided(case)
        yield replace(found, message=Text("rule.held-by-provider.attested", found.message.values))
    elif case.decision.rule == "held-by-provider":
        lines, values = named(case, Says.PROVIDER)
        yield decided(case, lines, **values)


def in_name_only(case: Case) -> Iterator[Finding]:
    """The record names the client, but the registrant's mailbox, handle or phone is the provider's.

    What it sees: the registrant's e-mail or handle in the same answers; a phone, where nothing else of the contact is the client's.
    Why it matters: codes and approvals go to the registrant's mailbox: whoever reads it decides.
    What it cannot see: whether the provider forwards what arrives.
    What to do: have the registrant's e-mail replaced by a mailbox of the client.
    """
    held = theirs(case.site, case.observed)
    if case.decision.rule == "in-name-only" and held:
        reason, line = held
        lines, values = named(case, Says.CLIENT)
        values["server"] = values["server"] or server(case, line.source)
        yield decided(case, [line, *lines], **{**values, "email": line.value, "why": reason.id})


def held_by_third_party(case: Case) -> Iterator[Finding]:
    """The record names somebody who is neither the client nor the provider.

    What it sees: the registrant's name, and whether it looks like a declared party's.
    Why it matters: a predecessor, an employee or a namesake may hold the name.
    What it cannot see: who that is to the client.
    What to do: find out; where it is the client under another name, add the name to the inventory.
    """
    if case.decision.rule == "held-by-third-party":
        given = case.site.location.file == GIVEN  # there is no inventory to speak of, and perhaps but one of the two was named
        lines, values = named(case, Says.OTHER)
        found = decided(case, lines, **values)
        known = next((claim for claim in case.claims if claim.says is Says.OTHER and claim.party is not None), None)
        near = next((claim.near for claim in case.claims if claim.near), None)
        if known is not None and known.party is not None:
            role = next((role for role, party in case.site.others if party is known.party), "")
            told = {**found.message.values, "party": known.party.name, "role": role}
            found = replace(found, message=Text("rule.held-by-third-party.known", told))
        elif near is not None:
            told = {**found.message.values, "party": near.values["party"], "who": near.values["who"]}
            found = replace(found, message=Text("rule.held-by-third-party.near.given" if given else "rule.held-by-third-party.near", told))
        elif given:
            parties = {"client": case.site.client.name, "provider": case.site.provider.name}
            which = "both" if all(parties.values()) else next(party for party, name in parties.items() if name or party == "provider")
            found = replace(found, message=Text(f"rule.held-by-third-party.given.{which}", {**found.message.values, **parties}))
        yield found


def one_holder_for_many(case: Case) -> Iterator[Finding]:
    """One contact stands as registrant on domains of several clients.

    What it sees: the registrant's contact id or e-mail, also on other domains of this inventory that belong to other clients.
    Why it matters: one hand may hold them all, and it is often not a client's.
    What it cannot see: whose hand it is; the other clients are not named here.
    What to do: ask the provider whose contact this is, and have the client's own entered.
    """
    if case.shared and case.decision.verdict in (Verdict.HIDDEN, Verdict.UNDETERMINED, Verdict.HELD_BY_THIRD_PARTY, Verdict.HELD_BY_CLIENT):
        most = max(case.shared, key=lambda one: one.sites)
        values = {"value": most.line.value, "field": most.line.field, "n": str(most.sites), "clients": str(most.clients)}
        which = "one" if most.clients == 1 else "other"
        found = finding(case, "one-holder-for-many", Severity.WARNING, [one.line for one in case.shared], sure=Confidence.MEDIUM, **values)
        yield replace(found, message=Text(f"rule.one-holder-for-many.message.{which}", found.message.values))


def person_for_company(case: Case) -> Iterator[Finding]:
    """The registrant is a person whom the inventory names for a company.

    What it sees: the registrant is a natural person's name among the other names of the client or the provider.
    Why it matters: in law the holder is that person, not the company: after a sale, a departure or a death that makes a difference.
    What it cannot see: in whose name the person acted.
    What to do: have the company entered as registrant, while the person can still agree.
    """
    claim = next((claim for claim in case.claims if claim.person and claim.party is not None), None)
    decided_by = (Verdict.HELD_BY_CLIENT, Verdict.IN_NAME_ONLY, Verdict.HELD_BY_PROVIDER)
    if claim is not None and claim.party is not None and case.decision.verdict in decided_by:
        values = {"value": claim.shown or "", "party": claim.party.name}
        yield finding(case, "person-for-company", Severity.NOTICE, claim.evidence, sure=Confidence.MEDIUM, **values)


def not_registered(case: Case) -> Iterator[Finding]:
    """The registry says that nobody has registered the name.

    What it sees: the registry's own "not found", and that the DNS delegates nothing.
    Why it matters: anyone can register it today.
    What it cannot see: names that are kept back or were just deleted.
    What to do: register it in the client's own name.
    """
    if case.decision.rule == "not-registered":
        yield decided(case, server=_free_server(case))


def reserved(case: Case) -> Iterator[Finding]:
    """The registry keeps the name for itself: it can be registered only on the registry's terms.

    What it sees: the registry's own words.
    Why it matters: nobody holds it, and it is not simply free.
    What it cannot see: the reason, and the terms.
    What to do: ask the registry.
    """
    if case.decision.rule == "reserved":
        yield decided(case, server=_free_server(case))


def _free_server(case: Case) -> str:
    return next(seen.source.server for seen in case.observed.registration if seen.source.outcome is Outcome.NOT_REGISTERED)


def registrant_hidden(case: Case) -> Iterator[Finding]:
    """The registrant is redacted or stands behind a privacy service.

    What it sees: the words that stand where the name would.
    Why it matters: the public record cannot tell who holds the name; that is neither good nor bad news.
    What it cannot see: the holder.
    What to do: log in at the registrar, look for its yearly reminder, or ask for the record.
    """
    if case.decision.rule == "registrant-hidden":
        lines, values = named(case, Says.HIDDEN)
        yield decided(case, lines, words=values["value"], server=values["server"])


def registrant_absent(case: Case) -> Iterator[Finding]:
    """The source could name a registrant and names none.

    What it sees: a complete answer without a registrant.
    Why it matters: as with a hidden holder, the public record cannot tell.
    What it cannot see: the holder.
    What to do: as with a hidden holder.
    """
    if case.decision.rule == "registrant-absent":
        place = next(claim.source for claim in case.claims if claim.says is Says.ABSENT)
        yield decided(case, server=server(case, place))


def could_not_conclude(case: Case) -> Iterator[Finding]:
    """No source gave an answer from which anything follows.

    What it sees: how asking each source ended.
    Why it matters: unknown is neither good news nor bad news; the question stays open.
    What it cannot see: the holder.
    What to do: ask again later, or look at the registry's own page.
    """
    if case.decision.rule == "could-not-conclude":
        yield decided(case, causes=", ".join(dict.fromkeys(_causes(case))))


def _causes(case: Case) -> Iterator[str]:
    """``server outcome`` of each registration source; a source that answered without settling anything is ``thin`` or ``cut-off``."""
    for seen in case.observed.registration:
        outcome = seen.source.outcome.value
        if seen.source.outcome is Outcome.ANSWERED:
            outcome = "cut-off" if seen.truncated else "thin"
        yield f"{seen.source.server} {outcome}"
