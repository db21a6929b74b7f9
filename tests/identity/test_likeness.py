"""Names, e-mails, handles and identifiers: what is the same, what is only near."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domaudit.identity import Kind, compare, fold

SAME = [
    ("Studio Pixel", "STUDIO PIXEL"),
    ("Café des Arts", "CAFE DES ARTS"),
    ("Boulangerie l'Épi d'Or", "Boulangerie L’Epi d’or"),
    ("Dupont & Fils", "DUPONT ET FILS"),
    ("Dupont and Sons", "Dupont & Sons"),
    ("Œuvres du Bœuf", "OEUVRES DU BOEUF"),
    ("Les Trois Moulins", "Trois Moulins"),
    ("Studio-Pixel", "Studio Pixel"),
    ("StudioPixel", "Studio Pixel"),
    ("Ste Marie Services", "Sainte-Marie Services"),
    ("Ets Durand", "Établissements Durand"),
    ("Sté Durand Frères", "Société Durand Frères"),
    ("SARL L'Épi d'Or", "SARL Épi d'Or"),
    ("EARL du Moulin", "earl du moulin"),
    ("Studio Pixel S.A.R.L.", "Studio Pixel SARL"),
    ("SARL Studio Pixel", "Studio Pixel SARL"),
    ("Studio Pixel S. A. R. L.", "Studio Pixel SARL"),
    ("Pixel Q. S. C", "Pixel Q.S.C"),
    ("J. M. Dupont", "J.M. Dupont"),
    ("Müller Design", "MUELLER DESIGN"),
    ("Straßenbau Groß", "Strassenbau Gross"),
    ("Moulins Ltd", "Moulins Limited"),
]
BUT_FORM = [
    ("Studio Pixel SARL", "STUDIO PIXEL"),
    ("SAS Les Trois Moulins", "Les Trois Moulins"),
    ("Érablière Fictive inc.", "Erablière fictive"),
    ("Boulons Ltée", "Boulons"),
    ("Pixel Web S.à r.l.", "Pixel Web"),
    ("Fromagerie Fictive SPRL", "Fromagerie Fictive"),
    ("Muster GmbH", "Muster"),
]
NEAR = [
    ("Studio Pixel", "Studio Pixel Conseil"),
    ("SCI Studio Pixel", "Studio Pixel SARL"),
    ("Boulangerie Dupont", "Boulangerie Dupond"),
    ("Martin", "Martin Conseil"),
    ("Boulangerie Dupont", "Boulangerie Dupont Trifouillis"),
    ("Bоulangerie Dupont", "Boulangerie Dupont"),  # a Cyrillic letter
    ("Dupont Boulangerie", "Boulangerie Dupont"),
    ("Car Go", "Cargo"),
    ("Nice Art", "Nic Eart"),
    ("Pro Fil", "Profil"),
    ("Car-Go", "Cargo"),
    ("Pro.Fil", "Profil"),
    ("L'Atelier Nord", "Latelier Nord"),
    ("De Vinci", "Vinci"),
    ("Le Roy", "Roy"),
    ("Studio Pixel (SCI)", "Studio Pixel SARL"),
    ("Studio Pixel (Lyon)", "Studio Pixel"),
    ("AS Trifouillis", "Trifouillis"),
    ("L. Martin Conseil", "La Martin Conseil"),
    ("L. Andrieu Conseil", "Andrieu Conseil"),
    ("Earl Grey Tea Web", "Grey Tea Web"),
    ("Team EV", "Team"),
    ("Agence LP", "Agence"),
    ("Le Roy Services", "Roy Services"),
    ("La Rochelle Plomberie", "Rochelle Plomberie"),
    ("Los Angeles Web", "Angeles Web"),
    ("L'Enseigne Lumineuse", "Lumineuse"),
    ("C# Studio", "C Studio"),
]
DIFFERENT = [
    ("Oracle DBA Services", "Oracle"),
    ("Société Anne Web", "Ste Anne Web"),
    ("Elm Dr", "Elm Doctor"),
    ("Publicité Enseigne Dupont", "Dupont"),
    ("Studio Pixel", "Les Trois Moulins"),
    ("Boulangerie Dupont", "Boulangerie Martin"),
    ("SARL", "SAS"),
    ("Studio Pixel", ""),
    ("Cuisine en Ville", "Cuisine du Sud"),
    ("Martin", "Dupont"),
]


NO_MATCH = [  # never one name, whether near or different
    ("Cabinet Martin / 75", "Boulangerie Durand / 75"),
    ("شركة / Atlas Voyages", "شركة / Sahara Conseil"),
    ("Jean Martin t/a Taxi Lyon", "Paul Durand t/a Taxi Lyon"),
    ("Arts en Scène", "Arts et Scène"),
    ("Hyper U Nice", "Hyper E Nice"),
    ("Groupe E Services", "Groupe Y Services"),
    ("NewsCorp", "News"),
    ("CycloENR", "Cyclo"),
    ("AG Conseil", "Conseil AG"),
    ("Inc Magazine", "Magazine Inc"),
    ("EV Berlin", "Berlin e.V."),
    ("OG Paris", "Paris OG"),
    ("Koffi Jean Aka Yao", "Koffi Jean"),
    ("Oracle Expert DBA Services", "Oracle Expert"),
    ("SAS Institute", "Institute"),
    ("EI Telecom", "Telecom"),
    ("SA Conseil", "Conseil"),
    ("Atlantique EnR", "Atlantique"),
    ("Scooby Doo", "Scooby"),
    ("Fleur de Sal", "Fleur de"),
    ("Région SE", "Région"),
    ("Poids Plume 50 kg", "Poids Plume 50"),
    ("L.P. Martin Conseil", "Martin Conseil"),
    ("S. A. Martin", "Martin"),
    ("James Earl", "James"),
    ("Club Micro-Entreprise", "Club"),
    ("Chat GPT", "Chat Groupement"),
    ("ME Conseil", "Maître Conseil"),
    ("Ste Mère Eglise Auto", "Société Mère Eglise Auto"),
    ("Le Guellec Plomberie", "Guellec Plomberie"),
    ("El Amrani Avocats", "Amrani Avocats"),
    ("Les Paul Guitars", "Paul Guitars"),
    ("Bio+ Services", "Bio & Services"),
]


@pytest.mark.parametrize(("one", "other"), NO_MATCH)
def test_names_that_only_look_like_a_form_or_a_word_less(one: str, other: str) -> None:
    assert not compare(one, other).matches
    assert not compare(other, one).matches


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (k, *pair)
        for k, pairs in ((Kind.SAME, SAME), (Kind.SAME_BUT_FORM, BUT_FORM), (Kind.NEAR, NEAR), (Kind.DIFFERENT, DIFFERENT))
        for pair in pairs
    ],
)
def test_likeness(kind: Kind, one: str, other: str) -> None:
    assert compare(one, other).kind is kind
    assert compare(other, one).kind is kind


def test_a_persons_names_may_change_places() -> None:
    assert compare("MARTIN Jean", "Jean Martin", person=True).kind is Kind.SAME
    assert compare("MARTIN Jean", "Jean Martin").kind is Kind.NEAR
    assert compare("Jean Martin", "Jeanne Martin", person=True).kind is Kind.NEAR
    assert compare("Jean Roy", "LE ROY Jean", person=True).kind is Kind.NEAR
    assert compare("Май", "Маи").kind is Kind.DIFFERENT


def test_two_legal_forms_say_which() -> None:
    assert compare("SCI Studio Pixel", "Studio Pixel SARL").why == "why.other-form"


words = st.text(alphabet=st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=40)


@settings(max_examples=100, deadline=None)
@given(words)
@example("\uffa0")  # a form of U+1160, which is not seen either
@example("\u3164 Dupont")
@example("a\u219ab")  # an arrow and a mark through it
def test_folding_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@settings(max_examples=100, deadline=None)
@given(words, words)
def test_likeness_is_symmetric(one: str, other: str) -> None:
    assert compare(one, other).kind is compare(other, one).kind


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.sampled_from(["studio", "pixel", "moulin", "dupont", "four", "café", "zèbre"]), min_size=1, max_size=4),
    st.sampled_from(["conseil", "nord", "group", "trifouillis"]),
)
def test_one_more_content_word_is_never_a_match(name: list[str], word: str) -> None:
    assert not compare(" ".join(name), " ".join([*name, word])).matches
    assert not compare(" ".join(name), " ".join([word, *name])).matches


def test_a_name_of_any_length_is_compared_at_once() -> None:
    assert compare("a " * 500_000, "b " * 500_000).kind is Kind.DIFFERENT
