"""What the benches' servers say: prepared answers about invented sites, with the domain and its client put in."""

from __future__ import annotations

import re
import struct
from typing import Any

from tests.make_evidence import REGISTRAR, WITHHELD, card, domain, entity

PROVIDER = "Studio Pixel SARL"
_SITE = re.compile(rb"site-(\d{1,9})\.[a-z0-9.-]+")


def client(number: int) -> str:
    """The client of the site with this number: four sites each."""
    return f"Maison Fictive {number // 4} SARL"


_NS = ("ns1.hebergeur-fictif.example", "ns2.hebergeur-fictif.example")
_DATES: dict[str, Any] = {"created": "2015-03-02", "expires": "2030-03-02", "ns": list(_NS)}
_HIDDEN = entity(["registrant"], "REDACTED", card("REDACTED FOR PRIVACY", org="REDACTED FOR PRIVACY"))
_REDACTED = [{"name": {"type": name}, "method": "replacementValue", "reason": {"description": "Server policy"}} for name in WITHHELD]
_CLIENT = card("@CLIENT@", kind="org", email="contact@maison-fictive.example", street="1 place du Four", tel="+33.199000001")
_PIXEL = card(PROVIDER, kind="org", email="jm@pixel-mail.example", street="12 rue des Boulons", tel="+33.199000000")


def _held_by(person: list[Any]) -> bytes:
    contacts = [entity(["registrant", "administrative"], "H-1", person), entity(["technical"], "T-1", _PIXEL), REGISTRAR]
    return domain("@DOMAIN@", entities=contacts, **_DATES)


_RDAP = {
    **dict.fromkeys(b"0123456", _held_by(_CLIENT)),
    **dict.fromkeys(b"78", _held_by(_PIXEL)),
    ord("9"): domain("@DOMAIN@", entities=[_HIDDEN, REGISTRAR], redacted=_REDACTED, **_DATES),
}
_RDAP_THIN = domain("@DOMAIN@", entities=[REGISTRAR], **_DATES)

_WHOIS = """Domain Name: @DOMAIN@
Registry Domain ID: D000000000-FICT
Registrar URL: https://registrar-exemple.example
Updated Date: 2026-03-02T01:10:44Z
Creation Date: 2015-03-02T08:30:00Z
Registry Expiry Date: 2030-03-02T08:30:00Z
Registrar: Registrar Exemple SAS
Registrar IANA ID: 9999
Registrar Abuse Contact Email: abuse@registrar-exemple.example
Domain Status: clientTransferProhibited https://icann.org/epp#clientTransferProhibited
Registrant Name: Service technique
Registrant Organization: @HOLDER@
Registrant Street: 1 place du Four
Registrant City: Trifouillis
Registrant Postal Code: 99999
Registrant Country: FR
Registrant Phone: +33.199000001
Registrant Email: contact@maison-fictive.example
Admin Organization: @HOLDER@
Tech Organization: Studio Pixel SARL
Name Server: ns1.hebergeur-fictif.example
Name Server: ns2.hebergeur-fictif.example
DNSSEC: unsigned
>>> Last update of WHOIS database: 2026-11-22T09:15:02Z <<<
""".replace("\n", "\r\n")
_WHOIS_OF = {
    **dict.fromkeys(b"0123456", _WHOIS.replace("@HOLDER@", "@CLIENT@").encode()),
    **dict.fromkeys(b"78", _WHOIS.replace("@HOLDER@", PROVIDER).encode()),
    ord("9"): _WHOIS.replace("Service technique", "@HOLDER@").replace("@HOLDER@", "REDACTED FOR PRIVACY").encode(),
}
TOO_MANY = b"% Query rate limit exceeded. Please try again later.\r\n"


def _filled(template: bytes, name: bytes, number: int) -> bytes:
    return template.replace(b"@DOMAIN@", name).replace(b"@CLIENT@", client(number).encode())


def rdap(name: bytes, *, thin: bool) -> bytes | None:
    """The RDAP answer about a domain; None where it is no site."""
    site = _SITE.fullmatch(name)
    return _filled(_RDAP_THIN if thin else _RDAP[site[1][-1]], name, int(site[1])) if site else None


def whois(name: bytes) -> bytes:
    """The text about a domain."""
    site = _SITE.fullmatch(name)
    return _filled(_WHOIS_OF[site[1][-1]], name, int(site[1])) if site else b"No match for domain.\r\n"


def _wire(name: str) -> bytes:
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"


_MX = "mail.hebergeur-fictif.example"
_SPF = b"v=spf1 include:_spf.hebergeur-fictif.example -all"
_A, _AAAA = bytes([192, 0, 2, 10]), bytes.fromhex("20010db8000000000000000000000010")
_APEX = {  # the data of each record type, in wire form
    2: [_wire(host) for host in _NS],
    6: [_wire(_NS[0]) + _wire("hostmaster.hebergeur-fictif.example") + struct.pack("!5I", 2026112201, 7200, 3600, 1209600, 3600)],
    15: [struct.pack("!H", 10) + _wire(_MX)],
    1: [_A],
    28: [_AAAA],
    16: [bytes([len(_SPF)]) + _SPF],
}
_RECORDS = {b"www": {1: [_A], 28: [_AAAA]}, b"_dmarc": {16: [b"\x08v=DMARC1"]}}


def dns(question: bytes) -> bytes:
    """The DNS message that answers one: id, question and type are all that is read of it."""
    end = question.index(0, 12)
    first = question[13 : 13 + question[12]]
    records = _APEX if first.startswith(b"site-") else _RECORDS.get(first)
    values = (records or {}).get(int.from_bytes(question[end + 1 : end + 3], "big"), [])
    found = b"".join(b"\xc0\x0c" + question[end + 1 : end + 3] + struct.pack("!HIH", 1, 3600, len(value)) + value for value in values)
    flags = 0x8180 if records is not None else 0x8183  # NOERROR, NXDOMAIN
    return question[:2] + struct.pack("!5H", flags, 1, len(values), 0, 0) + question[12 : end + 5] + found
