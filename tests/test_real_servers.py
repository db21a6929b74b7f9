"""The installed command asks a real resolver about zones on a real server, and reads there what the zones say."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.command import run
from tests.loopback import Internet
from tests.real_dns import HERE, missing, resolving

if reason := missing():
    pytest.skip(reason, allow_module_level=True)

HEAD = "$TTL 300\n@ SOA {master} hostmaster.{master} 1 3600 600 86400 60\n"
OURS, PIXEL, DUPONT = "ns1.moulins.example.", "ns1.studio-pixel.example.", "ns1.dupont.test."
TOKENS = [f"service-{number}-verification={'0123456789abcdef' * 5}" for number in range(20)]  # far more than a datagram takes
ZONES = {
    "example.": f"""{HEAD.format(master="a.nic.example.")}
@                NS    a.nic
a.nic            A     192.0.2.53
ns1.studio-pixel A     192.0.2.1
web.studio-pixel A     192.0.2.2
web.studio-pixel AAAA  2001:db8::2
boulangerie      NS    {PIXEL}
moulins          NS    {OURS}
ns1.moulins      A     192.0.2.20
lame             NS    ns1.nowhere
""",
    "test.": f"{HEAD.format(master='a.nic.test.')}@ NS a.nic.example.\ntraiteur NS {DUPONT}\nns1.dupont A 192.0.2.40\n",
    "boulangerie.example.": f"""{HEAD.format(master=PIXEL)}
@      NS    {PIXEL}
@      NS    ns2.studio-pixel.example.
@      MX    10 mail.studio-pixel.example.
@      A     192.0.2.10
www    CNAME web.studio-pixel.example.
_dmarc TXT   "v=DMARC1; p=none; rua=mailto:dmarc@studio-pixel.example"
""",
    "moulins.example.": f"""{HEAD.format(master=OURS)}
@      NS    {OURS}
ns1    A     192.0.2.20
@      MX    1 aspmx.l.google.com.
@      MX    5 alt1.aspmx.l.google.com.
@      A     192.0.2.21
@      TXT   "v=spf1 include:studio-pixel" ".example -all"
"""
    + "".join(f'@ TXT "{token}"\n' for token in TOKENS),
    "traiteur.test.": f"{HEAD.format(master=DUPONT)}@ NS {DUPONT}\n@ MX 0 .\nwww AAAA 2001:db8::40\n",
}
INVENTORY = """\
client: {name: Boulangerie Dupont SARL, domains: [dupont.test]}
provider: {name: Studio Pixel SARL, domains: [studio-pixel.example]}
sites: [boulangerie.example, moulins.example, traiteur.test, libre.example, lame.example]
"""
REGISTERED = ("boulangerie.example", "moulins.example", "lame.example")


class Asked:
    """The command's run: its report, and the DNS answers in its evidence."""

    def __init__(self, folder: Path, resolver: int) -> None:
        self.resolver = resolver
        (folder / "inventory.yaml").write_text(INVENTORY, encoding="utf-8")
        rdap = {f"/example/domain/{name}": registered(name) for name in REGISTERED}
        printout = b"domain: traiteur.test\nstatus: active\nregistrant: Boulangerie Dupont\n"
        with Internet(rdap=rdap, whois={"traiteur.test": printout}) as net:
            registries = net.write_registries(folder / "registries.yaml", {"test": {"whois": f"{HERE}:{net.whois_port}"}})
            text = registries.read_text(encoding="utf-8").replace(f"{HERE}:{net.dns_port}", f"{HERE}:{resolver}")
            registries.write_text(text, encoding="utf-8")
            arguments = ("check", "inventory.yaml", "--registries", "registries.yaml", "--evidence", "evidence.jsonl", "--format", "json")
            self.ran = run(*arguments, home=folder, cwd=folder)
            assert not [what for what in net.asked if what[0] == "dns"]
        self.sites: dict[str, Any] = {site["domain"]: site for site in json.loads(self.ran.out)["sites"]}
        lines = map(json.loads, (folder / "evidence.jsonl").read_text(encoding="utf-8").splitlines())
        self.answers = {(line["question"]["name"], line["question"]["type"]): line for line in lines if line["question"]["kind"] == "dns"}

    def key(self, domain: str, key: str) -> tuple[str, str]:
        """Whose a key is, and by what."""
        held = self.sites[domain]["keys"][key]
        return held["holder"], held["shown"]

    def values(self, name: str, kind: str) -> set[str]:
        """The data of the records of one type that the answer holds, as the evidence writes them."""
        records = (record.split(None, 4) for record in self.answers[name, kind]["records"])
        return {data for _, _, _, its, data in records if its == kind}


def registered(domain: str) -> dict[str, Any]:
    card = ["vcard", [["fn", {}, "text", ""], ["org", {}, "text", "Boulangerie Dupont"]]]
    entity = {"objectClassName": "entity", "roles": ["registrant"], "handle": "H1", "vcardArray": card}
    return {"objectClassName": "domain", "ldhName": domain, "entities": [entity], "status": ["active"]}


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    with resolving(ZONES, tmp_path_factory.mktemp("zones")) as resolver:
        yield Asked(tmp_path_factory.mktemp("desk"), resolver)


# --- what the report says ---------------------------------------------------------------------------------------------


def test_the_verdicts(asked: Asked) -> None:
    verdicts = {domain: site["verdict"] for domain, site in asked.sites.items()}
    assert verdicts == {
        "boulangerie.example": "held-by-client",
        "moulins.example": "held-by-client",
        "traiteur.test": "held-by-client",
        "libre.example": "not-registered",
        "lame.example": "held-by-client",
    }, asked.ran.err


@pytest.mark.parametrize(
    ("domain", "key", "holder", "shown"),
    [
        ("boulangerie.example", "nameservers", "provider", "studio-pixel.example"),
        ("boulangerie.example", "mail", "provider", "mail.studio-pixel.example"),
        ("boulangerie.example", "web", "provider", "web.studio-pixel.example"),  # www is an alias
        ("moulins.example", "nameservers", "unknown", "ns1.moulins.example"),
        ("moulins.example", "mail", "unknown", "Google Workspace"),
        ("moulins.example", "web", "unknown", "192.0.2.21"),
        ("traiteur.test", "nameservers", "client", "ns1.dupont.test"),
        ("traiteur.test", "web", "unknown", "2001:db8::40"),
    ],
)
def test_the_keys_are_what_the_zones_say(asked: Asked, domain: str, key: str, holder: str, shown: str) -> None:
    found, by = asked.key(domain, key)
    assert found == holder
    assert shown in by


@pytest.mark.parametrize("domain", ["libre.example", "lame.example"])
def test_no_key_is_seen_where_there_is_no_zone(asked: Asked, domain: str) -> None:
    keys = asked.sites[domain]["keys"]
    assert {keys[key]["holder"] for key in ("nameservers", "mail", "web")} == {"unknown"}


def test_a_mailbox_that_takes_no_mail_is_nobodys(asked: Asked) -> None:
    assert asked.values("traiteur.test.", "MX") == {"0 ."}  # RFC 7505
    assert asked.key("traiteur.test", "mail")[0] == "unknown"


# --- what the evidence holds ------------------------------------------------------------------------------------------


def test_an_answer_too_big_for_a_datagram_comes_whole(asked: Asked) -> None:
    texts = asked.values("moulins.example.", "TXT")
    assert texts == {f'"{token}"' for token in TOKENS} | {'"v=spf1 include:studio-pixel" ".example -all"'}
    if shutil.which("dig"):
        cut = dig(asked.resolver, "moulins.example.", "TXT", "+notcp", "+ignore", "+bufsize=1232")
        assert " tc" in next(line for line in cut.splitlines() if line.startswith(";; flags:"))


def test_strings_of_one_text_record_are_read_as_one(asked: Asked) -> None:
    assert [
        line for line in json.dumps(asked.sites["moulins.example"]["keys"]["mail"]).split('"') if "include:studio-pixel.example" in line
    ]


def test_what_does_not_exist_and_what_nobody_answers_for_are_told_apart(asked: Asked) -> None:
    assert asked.answers["libre.example.", "NS"]["rcode"] == "NXDOMAIN"
    assert asked.answers["lame.example.", "NS"]["rcode"] == "SERVFAIL"
    told = {(one["outcome"], one["error"]) for one in asked.sites["lame.example"]["sources"] if one["kind"] == "dns"}
    assert told == {("unreadable", "the resolver answered SERVFAIL")}


def test_every_answer_is_what_dig_is_told(asked: Asked) -> None:
    if shutil.which("dig") is None:
        pytest.skip("dig is not installed on this machine")
    assert len(asked.answers) > 30
    for (name, kind), answer in asked.answers.items():
        told = dig(asked.resolver, name, kind)
        assert f"status: {answer['rcode']}," in told, (name, kind)
        lines = [line for line in told.splitlines() if line and not line.startswith(";")]
        assert {without_ttl(line) for line in answer["records"]} == {without_ttl(line) for line in lines}, (name, kind)
        assert answer["via"] == f"{HERE}:{asked.resolver}"


def dig(port: int, name: str, kind: str, *options: str) -> str:
    command = ["dig", f"@{HERE}", "-p", str(port), "+tries=1", "+time=10", "+noall", "+comments", "+answer", *options, name, kind]
    return subprocess.run(command, capture_output=True, text=True, timeout=20, check=True).stdout


def without_ttl(line: str) -> tuple[str, ...]:
    owner, _, *others = line.split(None, 4)
    return (owner, *others)
