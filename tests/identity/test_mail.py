"""E-mails and host names: which are the same, which lie under a domain."""

from __future__ import annotations

from domaudit.identity import email_domains, same_email, under


def test_emails_and_hosts() -> None:
    assert same_email("JM@Pixel-Mail.example", "jm@pixel-mail.example ")
    assert not same_email("", "")
    for other in (
        "Pixel <jm@pixel-mail.example>",
        "a@b.example, JM@pixel-mail.example.",
        "jm+dupont@pixel-mail.example",
        "jm＠pixel-mail.example",
    ):
        assert same_email("jm@pixel-mail.example", other), other
    assert not same_email("jm@pixel-mail.example", "Dupont jm@pixel-mail.example <contact@boulangerie.example>")
    for other in ("jmm@pixel-mail.example", "jm@pixel-mail.example.org", "jm", "@", "+@pixel-mail.example"):
        assert not same_email("jm@pixel-mail.example", other), other
    assert same_email("jm@agence-été.example", "jm@xn--agence-t-h1ab.example")
    assert email_domains("jm@Pixel-Mail.example.") == {"pixel-mail.example"}
    assert email_domains("nobody") == set()
    assert under("mail.studio-pixel.example", "studio-pixel.example")
    assert under("studio-pixel.example", "studio-pixel.example.")
    assert not under("notstudio-pixel.example", "studio-pixel.example")
    assert not under("studio-pixel.example", "")
