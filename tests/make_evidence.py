"""Writes examples/evidence.jsonl: answers written by hand in the registries' layouts, all people and names invented.

python -m tests.make_evidence        # after a change here
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from domaudit.evidence.lines import to_line
from domaudit.model import Answer, Dns, Outcome, Question, Rdap, Whois

HERE = Path(__file__).parents[1] / "examples" / "evidence.jsonl"
START = datetime(2026, 11, 22, 9, 15, 2, tzinfo=UTC)

HELD, HEALTHY, CAFE = "boulangerie-dupont-exemple-fictif.fr", "traiteur-dupont-exemple-fictif.fr", "cafe-des-arts-dupont-exemple-fictif.fr"
SHOP, BELGIAN, FREE = "boutique-dupont-exemple-fictif.com", "dupont-traiteur-exemple-fictif.be", "pain-dupont-exemple-fictif.fr"
BUSY, QUEBEC = "fournil-dupont-exemple-fictif.re", "epicerie-dupont-exemple-fictif.ca"


def card(fn: str, **fields: str) -> list[Any]:
    properties: list[Any] = [["version", {}, "text", "4.0"], ["fn", {}, "text", fn]]
    for name, value in fields.items():
        if name == "street":
            properties.append(["adr", {"cc": "FR"}, "text", ["", "", value, "Trifouillis", "", "99999", ""]])
        elif name == "tel":
            properties.append(["tel", {"type": "voice"}, "uri", f"tel:{value}"])
        else:
            properties.append([name, {}, "text", value])
    return ["vcard", properties]


def entity(roles: list[str], handle: str, vcard: list[Any], **more: Any) -> dict[str, Any]:
    return {"objectClassName": "entity", "handle": handle, "roles": roles, "vcardArray": vcard, **more}


def domain(name: str, *, created: str, expires: str, entities: list[Any], ns: list[str], **more: Any) -> bytes:
    body = {
        "rdapConformance": ["rdap_level_0", "icann_rdap_response_profile_1", "redacted"],
        "objectClassName": "domain",
        "handle": f"DOM{sum(map(ord, name)):012d}",
        "ldhName": name,
        "status": ["active", "client transfer prohibited"],
        "events": [
            {"eventAction": "registration", "eventDate": f"{created}T08:30:00Z"},
            {"eventAction": "expiration", "eventDate": f"{expires}T08:30:00Z"},
            {"eventAction": "last changed", "eventDate": "2026-03-02T01:10:44Z"},
        ],
        "entities": entities,
        "nameservers": [{"objectClassName": "nameserver", "ldhName": host} for host in ns],
        "secureDNS": {"delegationSigned": False},
        **more,
    }
    return json.dumps(body, ensure_ascii=False).encode()


REGISTRAR = entity(
    ["registrar"],
    "9999",
    card("Registrar Exemple SAS", email="abuse@registrar-exemple.example"),
    publicIds=[{"type": "IANA Registrar ID", "identifier": "9999"}],
)
PIXEL_NS = ["ns1.studio-pixel-exemple-fictif.fr", "ns2.studio-pixel-exemple-fictif.fr"]
PIXEL = card("STUDIO PIXEL", kind="org", email="jm@pixel-mail.example", street="12 rue des Boulons", tel="+33.199000000")
DUPONT = card("BOULANGERIE DUPONT", kind="org", email="contact@boulangerie-dupont.example", street="1 place du Four", tel="+33.199000001")

CAFE_WHOIS = f"""%%
%% This is the AFNIC Whois server.
%%
%% complete date format: YYYY-MM-DDThh:mm:ssZ
%%
%% Rights restricted by copyright.
%% See https://www.afnic.fr/en/domain-names-and-support/everything-there-is-to-know-about-domain-names/find-a-domain-name-or-a-holder-using-whois/
%%

domain:                        {CAFE}
status:                        ACTIVE
eppstatus:                     active
hold:                          NO
holder-c:                      LTM987-FRNIC
admin-c:                       LTM987-FRNIC
tech-c:                        SP1234-FRNIC
registrar:                     Registrar Exemple SAS
Expiry Date:                   2027-06-14T08:30:00Z
created:                       2012-06-14T08:30:00Z
last-update:                   2026-06-14T02:11:09Z
source:                        FRNIC

nserver:                       {PIXEL_NS[0]}
nserver:                       {PIXEL_NS[1]}
source:                        FRNIC

registrar:                     Registrar Exemple SAS
address:                       1 rue du Registre
address:                       99999 TRIFOUILLIS
country:                       FR
phone:                         +33.199000009
e-mail:                        contact@registrar-exemple.example
website:                       https://registrar-exemple.example/
anonymous:                     No
registered:                    2001-01-01T00:00:00Z
source:                        FRNIC

nic-hdl:                       SP1234-FRNIC
type:                          ORGANIZATION
contact:                       STUDIO PIXEL
address:                       12 rue des Boulons
address:                       99999 TRIFOUILLIS
country:                       FR
phone:                         +33.199000000
e-mail:                        jm@pixel-mail.example
registrar:                     Registrar Exemple SAS
changed:                       2025-01-10T10:00:00Z
anonymous:                     NO
obsoleted:                     NO
eligstatus:                    not identified
reachstatus:                   not identified
source:                        FRNIC

nic-hdl:                       LTM987-FRNIC
type:                          ORGANIZATION
contact:                       LES TROIS MOULINS SAS
address:                       3 chemin des Meules
address:                       99998 TRIFOUILLIS-LE-HAUT
country:                       FR
phone:                         +33.199000002
e-mail:                        gerance@trois-moulins.example
registrar:                     Registrar Exemple SAS
changed:                       2019-06-14T10:00:00Z
anonymous:                     NO
obsoleted:                     NO
eligstatus:                    ok
eligsource:                    REGISTRY
source:                        FRNIC

>>> Last update of WHOIS database: 2026-11-22T09:15:02.000000Z <<<
"""

BELGIAN_WHOIS = f"""% .be Whois Server 6.1
%
% The WHOIS service offered by DNS Belgium and the access to the records in the DNS Belgium
% WHOIS database are provided for information purposes only.
%

Domain:\t{BELGIAN}
Status:\tNOT AVAILABLE
Registered:\tMon Mar 2 2015

Registrant:
\tName:\tDupont Marcelline
\tOrganisation:\tBoulangerie Dupont
\tLanguage:\tfr
\tAddress:\tRue du Four 1, 9999 Trifouillis
\tPhone:\t+32.99000001
\tEmail:\tjm@pixel-mail.example

Registrar Technical Contacts:
\tOrganisation:\tRegistrar Exemple SAS
\tLanguage:\tfr
\tPhone:\t+33.199000009

Registrar:
\tName:\tRegistrar Exemple SAS
\tWebsite:\thttps://registrar-exemple.example

Nameservers:
\t{PIXEL_NS[0]}
\t{PIXEL_NS[1]}

Keys:

Flags:
\tclientTransferProhibited

Please visit www.dnsbelgium.be for more info.
"""

BELGIAN_PORT_43 = BELGIAN_WHOIS.split("Registrant:")[0] + (
    "Registrant:\n\tNot shown, please visit www.dnsbelgium.be for webbased whois.\n\nRegistrar Technical Contacts:"
    + BELGIAN_WHOIS.split("Registrar Technical Contacts:")[1]
)

WITHHELD = ["Registrant Name", "Registrant Organization", "Registrant Street", "Registrant Phone", "Registrant Email"]


def answers() -> list[Answer]:
    """Every answer of the example, in the order in which they came."""
    found: list[Answer] = []

    def add(question: Question, **fields: Any) -> None:
        at = START + timedelta(milliseconds=113 + 271 * len(found))
        found.append(Answer(question, at, **{"outcome": Outcome.ANSWERED, "duration_ms": 20 + 7 * (len(found) % 9), **fields}))

    def rdap(url: str, body: bytes, status: int = 200) -> None:
        add(Rdap(url), body=body, status=status, media_type="application/rdap+json")

    def dns(name: str, *, ns: list[str], mail: str = "", web: str = "192.0.2.10") -> None:
        def records(owner: str, kind: str, data: list[str]) -> None:
            add(Dns(owner, kind), rcode="NOERROR", records=tuple(f"{owner} 3600 IN {kind} {value}" for value in data), via="192.0.2.53:53")

        records(f"{name}.", "NS", [f"{host}." for host in ns])
        records(f"{name}.", "SOA", [f"{ns[0]}. hostmaster.{ns[0].partition('.')[2]}. 2026112201 7200 3600 1209600 3600"])
        records(f"{name}.", "MX", [f"10 {mail}."] if mail else [])
        records(f"{name}.", "A", [web])
        records(f"{name}.", "AAAA", [])
        records(f"{name}.", "TXT", [f'"v=spf1 include:{mail} -all"'] if mail else [])
        records(f"www.{name}.", "A", [web])
        records(f"www.{name}.", "AAAA", [])
        records(f"_dmarc.{name}.", "TXT", [])

    contacts = [
        entity(["registrant"], "SP1234-FRNIC", PIXEL),
        entity(["administrative"], "BD4321-FRNIC", DUPONT),
        entity(["technical"], "SP1234-FRNIC", PIXEL),
    ]
    rdap(
        f"https://rdap.nic.fr/domain/{HELD}",
        domain(HELD, created="2015-03-02", expires="2027-03-02", entities=[*contacts, REGISTRAR], ns=PIXEL_NS),
    )
    dns(HELD, ns=PIXEL_NS, mail="aspmx.l.google.com")

    contacts = [entity(["registrant", "administrative"], "BD4321-FRNIC", DUPONT), entity(["technical"], "SP1234-FRNIC", PIXEL)]
    own_ns = ["dns1.registrar-exemple.example", "dns2.registrar-exemple.example"]
    rdap(
        f"https://rdap.nic.fr/domain/{HEALTHY}",
        domain(HEALTHY, created="2018-09-11", expires="2027-09-11", entities=[*contacts, REGISTRAR], ns=own_ns),
    )
    dns(HEALTHY, ns=own_ns, mail="mx.registrar-exemple.example")

    related = f"https://rdap.registrar-exemple.example/domain/{SHOP}"
    link = {"value": f"https://rdap.verisign.com/com/v1/domain/{SHOP}", "rel": "related", "href": related, "type": "application/rdap+json"}
    ns = ["anna.ns.cloudflare.com", "bob.ns.cloudflare.com"]
    dates = {"created": "2019-05-20", "expires": "2027-05-20", "ns": ns}
    rdap(f"https://rdap.verisign.com/com/v1/domain/{SHOP}", domain(SHOP, entities=[REGISTRAR], links=[link], **dates))
    hidden = entity(["registrant"], "REDACTED", card("REDACTED FOR PRIVACY", org="REDACTED FOR PRIVACY", street="REDACTED FOR PRIVACY"))
    hidden["vcardArray"][1].append(["contact-uri", {}, "uri", "https://registrar-exemple.example/contact/form"])
    redacted = [{"name": {"type": name}, "method": "replacementValue", "reason": {"description": "Server policy"}} for name in WITHHELD]
    rdap(related, domain(SHOP, entities=[hidden, REGISTRAR], redacted=redacted, **dates))
    dns(SHOP, ns=ns, web="203.0.113.7")

    add(Whois("whois.dns.be", BELGIAN), body=BELGIAN_PORT_43.encode())
    add(Whois("www.dnsbelgium.be", BELGIAN), body=BELGIAN_WHOIS.encode(), imported="www.dnsbelgium.be, copied by the client on 21 Nov 2026")
    dns(BELGIAN, ns=PIXEL_NS, mail="mail.studio-pixel-exemple-fictif.fr")

    add(Rdap(f"https://rdap.nic.fr/domain/{CAFE}"), outcome=Outcome.UNREACHABLE, duration_ms=10_000, error="timed out after 10 s")
    add(Whois("whois.nic.fr", CAFE), body=CAFE_WHOIS.encode())
    dns(CAFE, ns=PIXEL_NS)

    rdap(f"https://rdap.nic.fr/domain/{FREE}", b'{"errorCode":404,"title":"Not Found","description":["No object found"]}', 404)
    add(Whois("whois.nic.fr", FREE), body=b"%%\n%% This is the AFNIC Whois server.\n%%\n%% No entries found in the AFNIC Database.\n")
    add(Dns(f"{FREE}.", "NS"), rcode="NXDOMAIN", via="192.0.2.53:53")

    rdap(f"https://rdap.nic.re/domain/{BUSY}", b'{"errorCode":429,"title":"Too Many Requests"}', 429)
    add(
        Whois("whois.nic.re", BUSY),
        body=b"%%\n%% This is the AFNIC Whois server.\n%%\n%% Too many requests...\n%% No entries found in the AFNIC Database.\n",
    )
    dns(BUSY, ns=own_ns)

    quebec = card("Marcelline Dupont", org="Boulangerie Dupont SARL", email="contact@boulangerie-dupont.example", street="1, rue du Four")
    contacts = [entity(["registrant"], "CA-0001", quebec), entity(["technical"], "CA-0002", card("Studio Pixel", org="Studio Pixel SARL"))]
    rdap(
        f"https://rdap.ca.fury.ca/rdap/domain/{QUEBEC}",
        domain(QUEBEC, created="2020-12-12", expires="2026-12-12", entities=[*contacts, REGISTRAR], ns=own_ns),
    )
    dns(QUEBEC, ns=own_ns, mail="mx.registrar-exemple.example")
    return found


def text() -> str:
    """The whole evidence file."""
    return "".join(to_line(answer) + "\n" for answer in answers())


if __name__ == "__main__":
    HERE.write_text(text(), encoding="utf-8")
    print(f"{len(answers())} answers written", file=sys.stderr)
