"""Brands behind host names, public mailboxes and the meaning of statuses."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domaudit.data import load
from domaudit.hosts import blocks, dns_host, mail_host, normalise_status, plain, public_mailbox


@pytest.mark.parametrize(
    ("host", "operator"),
    [
        ("dns10.ovh.net", "OVHcloud"),
        ("NS10.OVH.NET.", "OVHcloud"),
        ("ns-123-a.gandi.net", "Gandi"),
        ("ada.ns.cloudflare.com", "Cloudflare"),
        ("ns-12.awsdns-34.co.uk", "Amazon Route 53"),
        ("ns-2041.awsdns-63.com", "Amazon Route 53"),
        ("ns31.domaincontrol.com", "GoDaddy"),
        ("nsa.n0c.com", "PlanetHoster"),
        ("ns11.infomaniak.ch", "Infomaniak"),
        ("ns1.studio-pixel.example", None),
        ("ns1.notovh.net", None),
        ("ns1.ovh.net.example", None),
        ("ns-12.awsdns-.com", None),
        ("ovh.net", "OVHcloud"),
        ("net", None),
        ("", None),
        (".", None),
    ],
)
def test_a_nameserver_s_operator_by_whole_labels(host: str, operator: str | None) -> None:
    assert dns_host(host) == operator


@pytest.mark.parametrize(
    ("host", "operator"),
    [
        ("aspmx.l.google.com", "Google Workspace"),
        ("alt1.aspmx.l.google.com.", "Google Workspace"),
        ("dupont-exemple-fictif-fr.mail.protection.outlook.com", "Microsoft 365"),
        ("mx1.mail.ovh.net", "OVHcloud"),
        ("spool.mail.gandi.net", "Gandi"),
        ("mail.studio-pixel.example", None),
        ("notgoogle.com", None),
        ("com", None),
    ],
)
def test_a_mail_exchanger_s_operator_by_whole_labels(host: str, operator: str | None) -> None:
    assert mail_host(host) == operator


@pytest.mark.parametrize(
    "domain",
    [
        "gmail.com",
        "GMAIL.com.",
        "orange.fr",
        "hotmail.fr",
        "yahoo.co.uk",
        "free.fr",
        "laposte.net",
        "videotron.ca",
        "bluewin.ch",
        "skynet.be",
        "wanadoo.fr",
    ],
)
def test_public_mailboxes(domain: str) -> None:
    assert public_mailbox(domain)


@pytest.mark.parametrize("domain", ["studio-pixel.example", "mail.orange.fr", "hotmail.example", "fr", "", "notgmail.com", "ovh.net"])
def test_no_public_mailboxes(domain: str) -> None:
    assert not public_mailbox(domain)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("clientTransferProhibited https://icann.org/epp#clientTransferProhibited", "clienttransferprohibited"),
        ("clientTransferProhibited (https://www.icann.org/epp#clientTransferProhibited)", "clienttransferprohibited"),
        ("client transfer prohibited", "clienttransferprohibited"),
        ("CLIENT-TRANSFER-PROHIBITED", "clienttransferprohibited"),
        ("client_transfer_prohibited", "clienttransferprohibited"),
        ("serverUpdateProhibited (Protected by .auLOCKDOWN)", "serverupdateprohibited"),
        ("ACTIVE", "active"),
        ("redemption period", "redemptionperiod"),
        ("", ""),
        ("https://icann.org/epp#ok", ""),
    ],
)
def test_statuses_are_made_comparable(text: str, status: str) -> None:
    assert normalise_status(text) == status


def test_a_status_means_the_same_in_both_spellings() -> None:
    for entry in load("statuses.yaml")["statuses"]:
        for language in ("en", "fr"):
            assert plain(entry["epp"], language) == plain(entry["rdap"], language) == entry[language]
        assert blocks(entry["epp"]) == tuple(entry["blocks"])
    assert plain("no such status") is None
    assert blocks("no such status") == ()
    assert "transfer" in blocks("client transfer prohibited")


@given(st.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_never_raises_and_is_idempotent(text: str) -> None:
    dns_host(text)
    mail_host(text)
    public_mailbox(text)
    once = normalise_status(text)
    assert normalise_status(once) == once or len(once) > 200
