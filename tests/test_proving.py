"""The challenge: tied to one domain and one party."""

from __future__ import annotations

from domaudit.proving import made_for, record_name, token

RANDOM = bytes(range(16))


def test_a_token_is_for_one_domain_and_one_party() -> None:
    made = token(RANDOM, "dupont.example", "Boulangerie Dupont")
    assert made == token(RANDOM, "dupont.example", "BOULANGERIE  DUPONT")
    assert made != token(bytes(16), "dupont.example", "Boulangerie Dupont")
    assert made_for(made, "dupont.example", "boulangerie dupont")
    assert not made_for(made, "dupond.example", "Boulangerie Dupont")
    assert not made_for(made, "dupont.example", "Studio Pixel")
    for other in ("", "domaudit-verify=3f9c", made + "0", made.upper(), "domaudit-verify=" + "0" * 48):
        assert not made_for(other, "dupont.example", "Boulangerie Dupont")


def test_where_it_stands() -> None:
    assert record_name("dupont.example") == "_domaudit.dupont.example"
