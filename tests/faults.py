"""The faults of servers, each with what must become of it: one site, ``faulty.test``, meets it; two neighbours must not notice.

Every site is recorded as somebody's: the neighbours as the client's, ``faulty.test`` as the provider's. Where the fault eats the answer,
the verdict must be ``undetermined``, and neither ``held-by-provider`` nor good news.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.loopback import Fault, Internet, Key, Redirect, Reply

INVENTORY = "client: Boulangerie Dupont\nprovider: Studio Pixel\nsites: [one.example, faulty.test, two.example]\n"
PATH, QUERY, NS = "/test/domain/faulty.test", "faulty.test", ("faulty.test.", "NS")
USUAL = {"rdap": "https://127.0.0.1:{other_rdap_port}/test/", "whois": "127.0.0.1:{other_whois_port}"}
"""The servers of the zone ``test``, where the fault is met; the neighbours have others."""
USUAL_KEY: dict[str, Key] = {"rdap": PATH, "whois": QUERY, "dns": NS}
WILD = {"A": ["192.0.2.9"], "TXT": ['"everything"']}
PUBLIC = {"public": ["127.0.0.1"]}
"""The guard is on, and takes the loopback servers for public ones."""


def holder(name: str) -> dict[str, Any]:
    """An RDAP entity that names the registrant."""
    return {"roles": ["registrant"], "vcardArray": ["vcard", [["fn", {}, "text", name], ["org", {}, "text", name]]]}


def record(domain: str, *names: str, **more: Any) -> dict[str, Any]:
    """An RDAP answer about a domain that names these registrants."""
    return {"objectClassName": "domain", "ldhName": domain, "entities": [holder(name) for name in names], **more}


def text(domain: str, name: str, registrar: str = "Bureau Fictif") -> str:
    """A WHOIS answer about a domain that names this registrant."""
    return f"Domain Name: {domain}\r\nRegistrar: {registrar}\r\nRegistrant Organization: {name}\r\n"


HELD = record("faulty.test", "Studio Pixel", remarks=[{"title": "é"}])


def related(*links: str) -> dict[str, Any]:
    """An RDAP answer that names no registrant and points to these; ``PORT`` stands for the port of the RDAP server."""
    return record("faulty.test", links=[{"rel": "related", "type": "application/rdap+json", "href": link} for link in links])


def nested(depth: int) -> dict[str, Any]:
    """An RDAP answer whose registrant lies so many entities deep, each a registrar's."""
    found = holder("Studio Pixel")
    for _ in range(depth):
        found = {"roles": ["registrar"], "entities": [found]}
    return record("faulty.test", entities=[found])


def alive() -> Internet:
    """The internet in which all is well."""
    domains = ("one.example", "two.example", "faulty.test")
    records: dict[tuple[str, str], list[str]] = {}
    for domain in domains:
        records |= {(f"{domain}.", "NS"): ["ns1.host.test."], (f"{domain}.", "MX"): [f"10 mail.{domain}."]}
        records |= {(f"{domain}.", "A"): ["192.0.2.7"], (f"www.{domain}.", "CNAME"): [f"{domain}."]}
    return Internet(
        rdap={
            "/example/domain/one.example": record("one.example", "Boulangerie Dupont"),
            "/example/domain/two.example": record("two.example"),
            PATH: record("faulty.test", "Studio Pixel"),
        },
        whois={"two.example": text("two.example", "Boulangerie Dupont").encode(), QUERY: text("faulty.test", "Studio Pixel").encode()},
        dns=records,
    )


@dataclass(frozen=True)
class Case:
    """A fault, and what must become of it.

    ``kind`` is the source that meets it; ``fault`` is what goes wrong with its answer, and ``says`` what is recorded instead, or goes wrong
    elsewhere, by key (None: nothing is recorded). ``servers`` are those of the zone, with the ports of the internet in braces; without any,
    the one of that kind alone, for DNS the RDAP one. ``wrapped`` are changes of ``tests.wrapped``. ``outcome`` and ``error`` (a pattern)
    are those of the last source of that kind in the report, of ``count`` in all; ``line`` is outcome, error and whether it is cut off of
    its evidence; ``patience`` is the deadline of a question to the servers where faults are met,
    ``records`` how many the DNS answer must have at least.
    """

    name: str
    kind: str
    outcome: str
    error: str | None = None
    line: tuple[str, str | None, bool] = ("answered", None, False)
    verdict: str = "undetermined"
    fault: Fault | Redirect | None = None
    says: Mapping[Key, Any] = field(default_factory=dict)
    servers: Mapping[str, str] = field(default_factory=dict)
    wrapped: Mapping[str, Any] = field(default_factory=dict)
    count: int = 1
    patience: str = "10s"
    records: int = 0

    def zone(self, net: Internet) -> dict[str, str]:
        """The servers of the zone ``test`` in the registries file."""
        kind = "whois" if self.kind == "whois" else "rdap"
        return {name: server.format(**vars(net)) for name, server in (self.servers or {kind: USUAL[kind]}).items()}

    def happen(self, net: Internet) -> None:
        """Let the fault happen in an internet in which all was well."""
        for key, said in self.says.items():
            known: dict[Any, Any] = net.dns if isinstance(key, tuple) else net.rdap if key == PATH else net.whois
            if isinstance(said, Fault):
                net.faults[key] = said
                continue
            known.pop(key, None)
            if said is not None:
                known[key] = (
                    said if key != PATH or isinstance(said, Reply) else Reply(json.dumps(said).replace("PORT", str(net.other_rdap_port)))
                )
        if self.fault is not None:
            net.faults[USUAL_KEY[self.kind]] = self.fault


def unreachable(name: str, kind: str, error: str, **more: Any) -> Case:
    """A fault after which nothing came: report and evidence say the same."""
    return Case(name, kind, "unreachable", error, ("unreachable", error, False), **more)


def cut(name: str, kind: str, told: str, fault: Fault, **more: Any) -> Case:
    """A fault in mid-answer: what came is kept, and believed neither way."""
    usual = {"outcome": "unreadable", "error": "", "line": ("answered", told, True), "fault": fault}
    return Case(name, kind, **(usual | more))


def rdap(name: str, outcome: str, error: str | None = None, *, says: Any, **more: Any) -> Case:
    """An RDAP answer that is whole, and not what it should be."""
    return Case(name, "rdap", outcome, error, says={PATH: says}, **more)


def whois(name: str, outcome: str, error: str | None = None, *, says: str | bytes, **more: Any) -> Case:
    """A WHOIS answer that is whole, and not what it should be."""
    return Case(name, "whois", outcome, error, says={QUERY: says if isinstance(says, bytes) else says.encode()}, **more)


def dns(name: str, outcome: str, error: str | None = None, verdict: str = "held-by-provider", **more: Any) -> Case:
    """A DNS answer; the registration is read all the same."""
    return Case(name, "dns", outcome, error, verdict=verdict, **more)


NOT_ASKED = "not asked"
RDAP = (
    unreachable("refused", "rdap", "refused", servers={"rdap": "https://127.0.0.1:{dead_port}/"}),
    # TCP to a broadcast address fails in the kernel, at once; this one is loopback's own, so that nothing leaves the machine in any case.
    unreachable("no-route", "rdap", "no way|unreachable", servers={"rdap": "https://127.255.255.255/"}),
    unreachable("silence", "rdap", "timed out", fault=Fault.SILENCE, patience="1s"),
    cut("drip", "rdap", "timed out", Fault.DRIP, patience="2s"),
    cut("reset", "rdap", "broke off", Fault.RESET),
    unreachable("reset-first", "rdap", "before answering|broke off", fault=Fault.RESET_FIRST),
    cut("endless", "rdap", "longer than", Fault.ENDLESS),
    cut("gzip-bomb", "rdap", "longer than", Fault.GZIP_BOMB, wrapped={"peak": "peak"}),
    Case("truncated-json", "rdap", "unreadable", "JSON", fault=Fault.CUT),
    unreachable("huge-header", "rdap", "header", fault=Fault.HUGE_HEADER),
    unreachable("not-http", "rdap", "not a valid HTTP", fault=Fault.GARBAGE),
    rdap("wrong-content-type", "answered", verdict="held-by-provider", says=Reply(HELD, headers={"Content-Type": "text/plain"})),
    rdap("captcha", "unreadable", "JSON", says=Reply("<html>Are you human, Studio Pixel?</html>", headers={"Content-Type": "text/html"})),
    unreachable("redirect-loop", "rdap", "redirected more than", fault=Redirect(PATH, 301)),
    unreachable("redirect-to-http", "rdap", "not https", fault=Redirect("http://127.0.0.1/", 301)),
    unreachable("redirect-to-loopback", "rdap", NOT_ASKED, fault=Redirect("https://127.0.0.2/", 301), wrapped=PUBLIC),
    unreachable("redirect-to-private", "rdap", NOT_ASKED, fault=Redirect("https://10.0.0.1/", 301), wrapped=PUBLIC),
    unreachable("redirect-to-metadata", "rdap", NOT_ASKED, fault=Redirect("https://169.254.169.254/latest/", 301), wrapped=PUBLIC),
    rdap("related-itself", "answered", says=related("https://127.0.0.1:PORT" + PATH)),
    rdap("related-http", "answered", verdict="hidden", says=related("http://127.0.0.1:PORT" + PATH)),
    rdap("related-file", "answered", verdict="hidden", says=related("file:///etc/hostname")),
    unreachable("related-metadata", "rdap", NOT_ASKED, says={PATH: related("https://169.254.169.254/rdap/")}, wrapped=PUBLIC, count=2),
    rdap("nested-entities", "answered", verdict="hidden", says=nested(50)),
    rdap("many-entities", "unreadable", "too many", says=record("faulty.test", *["Boulangerie Dupont"] * 400, "Studio Pixel")),
    rdap("deep-json", "unreadable", "JSON", says=Reply("[" * 200_000)),
    rdap("another-domain", "unreadable", "another domain", says=record("another.test", "Studio Pixel")),
    rdap("wrong-encoding", "answered", verdict="held-by-provider", says=Reply(json.dumps(HELD, ensure_ascii=False).encode("latin-1"))),
    rdap("nul-bytes", "answered", verdict="held-by-provider", says=record("faulty.test", "Studio\x00 Pixel\x00", handle="\x00")),
    unreachable("expired", "rdap", "certificate.*expired", servers={"rdap": "https://127.0.0.1:{expired_port}/test/"}),
    unreachable("self-signed", "rdap", "certificate.*self.signed", servers={"rdap": "https://127.0.0.1:{self_signed_port}/test/"}),
    unreachable("wrong-name", "rdap", "certificate.*(127|mismatch)", servers={"rdap": "https://127.0.0.1:{wrong_name_port}/test/"}),
)

REFER = "Domain Name: faulty.test\r\nRegistrar: Bureau Fictif\r\nRegistrar WHOIS Server: {}\r\n"
NAMED: dict[str, Any] = {"public": ["127.0.0.1"], "names": {"elsewhere.test": ["127.0.0.2"], "whois.test": ["127.0.0.1"]}}
REBOUND: dict[str, Any] = {"public": ["127.0.0.1"], "names": {"registry.test": ["127.0.0.1", "127.0.0.2"]}}
WHOIS = (
    unreachable("refused", "whois", "refused", servers={"whois": "127.0.0.1:{dead_port}"}),
    unreachable("no-route", "whois", "no way|unreachable", servers={"whois": "127.255.255.255"}),
    unreachable("silence", "whois", "timed out", fault=Fault.SILENCE, patience="1s"),
    cut("drip", "whois", "timed out", Fault.DRIP, patience="2s"),
    cut("reset", "whois", "broke off", Fault.RESET),
    # The whole record, over and over: what is cut off can no longer change whom it names.
    cut("endless", "whois", "longer than", Fault.ENDLESS, outcome="answered", error=None, verdict="held-by-provider"),
    unreachable("hang-up", "whois", "without an answer|broke off", fault=Fault.HANG_UP),
    Case("garbage", "whois", "unreadable", "no record", fault=Fault.GARBAGE),
    whois("another-domain", "unreadable", "another name", says=text("another.test", "Studio Pixel")),
    whois(
        "wrong-encoding", "answered", verdict="held-by-provider", says=text("faulty.test", "Studio Pixel", "Bureau Rêvé").encode("latin-1")
    ),
    whois("nul-bytes", "answered", verdict="held-by-provider", says=text("faulty.test", "\x00Studio\x00 Pixel\x00")),
    unreachable("referral-to-loopback", "whois", NOT_ASKED, says={QUERY: REFER.format("elsewhere.test").encode()}, wrapped=NAMED, count=2),
    whois(
        "referral-to-itself",
        "answered",
        says=REFER.format("whois.test"),
        servers={"whois": "whois.test:{other_whois_port}"},
        wrapped=NAMED,
    ),
    # The name is a public one when RDAP is asked, and a private one when WHOIS is: what is judged is what is connected to.
    unreachable(
        "rebinding",
        "whois",
        NOT_ASKED,
        verdict="hidden",
        says={PATH: record("faulty.test")},
        servers={"rdap": "https://registry.test:{other_rdap_port}/test/", "whois": "registry.test:{other_whois_port}"},
        wrapped=REBOUND,
    ),
)

DNS = (
    dns("servfail", "unreadable", "SERVFAIL", fault=Fault.SERVFAIL),
    dns("refused", "refused", "REFUSED", fault=Fault.REFUSED),
    dns("timeout", "unreachable", "timed out", line=("unreachable", "timed out", False), fault=Fault.SILENCE),
    dns("not-dns", "unreachable", "timed out|cannot be read", line=("unreachable", "timed out|cannot be read", False), fault=Fault.GARBAGE),
    dns("truncated-to-tcp", "answered", fault=Fault.TRUNCATED, records=1),
    dns("spoofed", "answered", fault=Fault.FORGED, records=1),
    dns("cname-loop", "answered", says={NS: None, ("faulty.test.", "CNAME"): ["a.test."], ("a.test.", "CNAME"): ["faulty.test."]}),
    # The delegation is told, and none of its nameservers knows the zone.
    dns("lame", "answered", says={("faulty.test.", kind): Fault.SERVFAIL for kind in ("SOA", "MX", "A", "AAAA", "TXT")}),
    dns("wildcard", "answered", says={("*.faulty.test.", kind): value for kind, value in WILD.items()}),
    # A zone that answers for every name shows an address for one that the registry does not know: neither is believed over the other.
    dns(
        "wildcard-zone",
        "answered",
        verdict="undetermined",
        says={PATH: Reply({"errorCode": 404}, 404), NS: None, ("faulty.test.", "MX"): None},
    ),
)
