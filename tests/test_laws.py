"""Laws of judging, over generated cases: what must change a verdict, and what must never do so."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from domaudit.model import Confidence, Contact, Observation, Party, Role, Verdict
from tests.cases import case, said, site

FLIPPED = {Verdict.HELD_BY_CLIENT: Verdict.HELD_BY_PROVIDER, Verdict.HELD_BY_PROVIDER: Verdict.HELD_BY_CLIENT}
NAMES = ["Boulangerie Dupont", "Studio Pixel", "Les Trois Moulins", "Érablière Fictive", "Pixel Web", "Bœuf & Fils", "Atelier d'Été"]
FORMS = ["", " SARL", " SAS", " inc.", " GmbH"]
HIDING = ["REDACTED FOR PRIVACY", "Ano Nymous", "Domains By Proxy, LLC", "Data Protected", "Not Disclosed"]
UNACCENTED = str.maketrans({"É": "E", "é": "e", "è": "e", "ê": "e", "œ": "oe", "Œ": "OE", "'": "’"})
STRANGER = "Somebody Else Entirely SA"

parties = st.builds(lambda name, form: Party(f"{name}{form}"), st.sampled_from(NAMES), st.sampled_from(FORMS))
pairs = st.tuples(parties, parties).filter(lambda pair: pair[0].name.split()[0] != pair[1].name.split()[0])


@st.composite
def records(draw: st.DrawFn) -> tuple[Party, Party, Contact]:
    """A client, a provider, and a registrant who is one of them or somebody else, as an organisation."""
    client, provider = draw(pairs)
    holder = draw(st.sampled_from([client.name, provider.name, STRANGER]))
    return client, provider, Contact(organization=holder, kind="organization")


def verdict(client: Party, provider: Party, *seen: Observation) -> Verdict:
    return case(*seen, of=site(client=client, provider=provider)).decision.verdict


@settings(max_examples=200, deadline=None)
@given(records())
def test_swapping_the_sides_flips_the_verdict(record: tuple[Party, Party, Contact]) -> None:
    client, provider, contact = record
    found = verdict(client, provider, said(contact))
    assert verdict(provider, client, said(contact)) is FLIPPED.get(found, found)


@settings(max_examples=200, deadline=None)
@given(records(), st.sampled_from(HIDING))
def test_a_hidden_holder_is_never_decided(record: tuple[Party, Party, Contact], hiding: str) -> None:
    client, provider, contact = record
    hidden = replace(contact, organization=None, name=hiding)
    assert verdict(client, provider, said(hidden)) is Verdict.HIDDEN
    withheld = replace(contact, organization=None, name=None, redacted=("name", "organization"))
    assert verdict(client, provider, said(withheld)) is Verdict.HIDDEN


@settings(max_examples=200, deadline=None)
@given(records(), st.sampled_from([str.upper, str.lower, str]))
def test_case_accents_and_a_missing_form_change_nothing(record: tuple[Party, Party, Contact], respell: type[str]) -> None:
    client, provider, contact = record
    name = contact.organization or ""
    found = verdict(client, provider, said(contact))
    respelt = respell(name.translate(UNACCENTED).replace(" & ", " et "))
    assert verdict(client, provider, said(replace(contact, organization=respelt))) is found
    formless = next((name.removesuffix(form) for form in FORMS[1:] if name.endswith(form)), name)
    assert verdict(client, provider, said(replace(contact, organization=formless))) is found


@settings(max_examples=100, deadline=None)
@given(st.permutations(["Marie", "Anne", "Dupont"]), st.booleans())
def test_the_order_of_a_persons_names_changes_nothing(words: list[str], upper: bool) -> None:
    client = Party("Marie Anne Dupont", kind="person")
    name = " ".join(words).upper() if upper else " ".join(words)
    found = case(said(Contact(name=name)), of=site(client=client))
    assert found.decision.verdict is Verdict.HELD_BY_CLIENT
    assert found.decision.confidence is not Confidence.HIGH  # there may be two of that name


@settings(max_examples=200, deadline=None)
@given(records(), st.sets(st.sampled_from([Role.ADMINISTRATIVE, Role.TECHNICAL, Role.BILLING])), st.booleans())
def test_a_provider_in_the_other_places_changes_nothing(record: tuple[Party, Party, Contact], roles: set[Role], reseller: bool) -> None:
    client, provider, contact = record
    beside = {role: (Contact(organization=provider.name),) for role in roles}
    alone = case(said(contact), of=site(client=client, provider=provider))
    among = case(said(contact, roles=beside, reseller=provider.name if reseller else None), of=site(client=client, provider=provider))
    assert among.decision == alone.decision


@settings(max_examples=200, deadline=None)
@given(records(), st.sampled_from(["Conseil", "Lyon", "Groupe", "International"]))
def test_one_more_word_never_accuses(record: tuple[Party, Party, Contact], word: str) -> None:
    client, provider, contact = record
    longer = replace(contact, organization=f"{contact.organization} {word}")
    assert verdict(client, provider, said(longer)) is Verdict.HELD_BY_THIRD_PARTY
