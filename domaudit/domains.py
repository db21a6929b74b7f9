"""Domain names: from what a person writes (URL, accents, sub-domain) to the one name that is registered. Pure text, no network.

IDNA2008 with UTS #46 mapping (RFC 5891, https://www.unicode.org/reports/tr46/), so that ``straße.de`` stays itself; the public suffix list
(https://publicsuffix.org/) tells where registrations begin, and so do zones that run their own WHOIS or RDAP.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Container
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from domaudit.errors import DomauditError, Heard, quoted, said

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

MAX_LABEL = 63
MAX_NAME = 253
"""RFC 1035 §2.3.4: 255 octets on the wire are 253 characters of text without the final dot."""

RESERVED = frozenset({"example", "invalid", "localhost", "test"})
"""RFC 2606: endings that no registry will ever serve, and that nobody mistypes."""

_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
_SCHEME = re.compile(r"\A(?:[A-Za-z][A-Za-z0-9+.-]*:)?//")
_PORT = re.compile(r":[0-9]{0,5}\Z")


class DomainError(DomauditError, ValueError):
    """A text that is no usable domain name: ``message`` says why, ``hint`` what to write."""


@dataclass(frozen=True, slots=True)
class Registrable:
    """Where a name stands: the registration it belongs to, or the platform it lives on.

    ``domain`` is the registered name (``x.co.uk``) and ``suffix`` what it is registered under (``co.uk``). With ``platform`` nothing is
    registered for this name alone: ``suffix`` is the platform (``wixsite.com``) and ``domain`` the whole name as it was given.
    """

    domain: str
    suffix: str
    platform: bool = False


def to_ascii(text: str) -> str:
    """A host name as DNS carries it: lower-case A-labels without final dot (``Café.Example.`` → ``xn--caf-dma.example``).

    Raises ``DomainError`` for what cannot be a host name: empty or over-long labels, spaces, underscores, wildcards, code points that
    IDNA2008 does not allow.
    """
    name = text.strip()
    if len(name) > 4 * MAX_NAME:  # before any work on it
        raise _too_long(text)
    if name.isascii():
        name = name.lower().removesuffix(".")
        if "xn--" in name:
            name = ".".join(_a_label(label) for label in name.split("."))
    else:
        name = _encode(name)
    for label in name.split("."):
        _check(label, text)
    if len(name) > MAX_NAME:
        raise _too_long(text)
    return name


def to_unicode(domain: str) -> str:
    """The same name as people write it (``xn--caf-dma.example`` → ``café.example``); what cannot be decoded is returned as it came."""
    if "xn--" not in domain:
        return domain
    import idna

    try:
        return idna.decode(domain)
    except UnicodeError:
        return domain


def hostname(text: str) -> str:
    """The host in a URL or name, as ``to_ascii`` gives it: scheme, user, port, path and query are dropped; nothing is reduced.

    Raises ``DomainError`` for IP addresses, e-mail addresses, single labels and whatever ``to_ascii`` refuses.
    """
    scheme = _SCHEME.match(text.strip())
    host = re.split(r"[/?#]", text.strip()[scheme.end() if scheme else 0 :], maxsplit=1)[0]
    if scheme:
        host = host.rpartition("@")[2]
    elif "@" in host:
        raise DomainError(
            said("{text} is an e-mail address, not a domain", text=quoted(text)),
            hint=said("write {domain}", domain=quoted(host.rpartition("@")[2])),
        )
    _refuse_address(host, text)
    host = _PORT.sub("", host)
    _refuse_address(host, text)
    name = to_ascii(host.strip().removeprefix(".") if host.strip().rfind(".") == 0 else host)  # people write an ending as ".fr"
    if "." not in name:
        raise DomainError(
            said("{text} is not a whole domain name", text=quoted(text)), hint=said("a domain has a dot in it, such as dupont.example")
        )
    if name.rpartition(".")[2].isdigit():  # WHATWG URL: a host that ends in a number is an IPv4 address, or a failed attempt at one
        raise DomainError(said("{text} is an IP address, not a domain", text=quoted(text)), hint=said("write the domain name of the site"))
    return name


def registrable(name: str, zones: Container[str]) -> Registrable:
    """The registration that a host name belongs to: one label under the longest public suffix, or under a zone that runs its own registry.

    Takes a name as ``hostname`` gives it, and the zones known to run their own WHOIS or RDAP (``uk.com``, ``eu.org``; A-labels). An ending
    that no list knows counts as a suffix of one label. Raises ``DomainError`` for a public suffix, zone or platform itself.
    """
    labels = name.split(".")
    icann, zone, private = _suffix_length(name, icann=True), _zone_length(labels, zones), _suffix_length(name, icann=False)
    if max(icann, zone) >= len(labels):
        raise _shared(name)
    if private > icann >= zone:
        return _on_platform(name, labels, private)
    suffix = max(icann, zone, private)  # eu.org splits itself into fr.eu.org and others: where a zone has its own registry, so do its parts
    if suffix == len(labels):
        raise _shared(name)
    return Registrable(".".join(labels[-suffix - 1 :]), ".".join(labels[-suffix:]))


def is_below(name: str, parent: str) -> bool:
    """Whether a host name is a true sub-domain of another; ``www.`` before the parent itself is not."""
    return name.endswith("." + parent) and name != "www." + parent


def has_known_ending(name: str) -> bool:
    """Whether a host name (A-labels) ends in a suffix that ICANN's section of the list knows."""
    return _suffixes()[0].publicsuffix(name, accept_unknown=False) is not None


def _too_long(text: str) -> DomainError:
    return DomainError(
        said("{text} is longer than {most} characters", text=quoted(text), most=MAX_NAME),
        hint=said("a domain name such as dupont.example is expected"),
    )


def _shared(name: str) -> DomainError:
    return DomainError(
        said("{name} is an ending that many share, not one domain", name=quoted(name)),
        hint=said("write the whole name, such as dupont.{name}", name=name),
    )


def _on_platform(name: str, labels: list[str], length: int) -> Registrable:
    platform = ".".join(labels[-length:])
    if name in (platform, "www." + platform):
        raise DomainError(
            said("{name} is a platform that many share, not one domain", name=quoted(name)),
            hint=said("write the whole name, such as dupont.{platform}", platform=platform),
        )
    return Registrable(name, platform, platform=True)


def _zone_length(labels: list[str], zones: Container[str]) -> int:
    return next((len(labels) - i for i in range(len(labels)) if ".".join(labels[i:]) in zones), 0)


def _suffix_length(name: str, *, icann: bool) -> int:
    suffix = _suffixes()[0 if icann else 1].publicsuffix(name)
    return suffix.count(".") + 1 if suffix else 0


@cache
def _suffixes() -> tuple[PublicSuffixList, PublicSuffixList]:
    """The list's two sections, ICANN's and the private one, which knows no unknown endings.

    Loaded late, for --help need not pay for it, and with A-labels only, because names come as A-labels: a third of the library's own time.
    """
    from publicsuffixlist import PSLFILE, PublicSuffixList

    with open(PSLFILE, encoding="utf-8") as source:
        lines = [line if line.isascii() or line.startswith("//") else _ascii_rule(line) for line in source]
    start = next(i for i, line in enumerate(lines) if "===BEGIN PRIVATE DOMAINS===" in line)
    return (
        PublicSuffixList(lines[:start], accept_encoded_idn=False),
        PublicSuffixList(lines[start:], accept_encoded_idn=False, accept_unknown=False),
    )


def _ascii_rule(line: str) -> str:
    return line.strip().encode("idna").decode("ascii")


def _refuse_address(host: str, text: str) -> None:
    if ":" not in host and not host[-1:].isdigit():
        return
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return
    raise DomainError(said("{text} is an IP address, not a domain", text=quoted(text)), hint=said("write the domain name of the site"))


def _encode(name: str) -> str:
    import idna

    try:
        mapped = idna.uts46_remap(name, std3_rules=False, transitional=False)
        labels = mapped.removesuffix(".").split(".")
        return ".".join(_a_label(label) if label.isascii() else idna.alabel(label).decode("ascii") for label in labels)
    except idna.IDNAError as error:
        reason = str(error).partition("\n")[0].rstrip(".")
        raise DomainError(
            said("{name} is not a domain name: {reason}", name=quoted(name), reason=Heard(reason)),
            hint=said("letters, digits and hyphens are expected"),
        ) from None


def _a_label(label: str) -> str:
    """An ASCII label; one that starts with ``xn--`` must stand for something (registries have sold emoji that IDNA2008 does not allow)."""
    if not label.startswith("xn--"):
        return label
    try:
        meaning = label.removeprefix("xn--").encode("ascii").decode("punycode")
        if not meaning.isascii() and meaning.encode("punycode").decode("ascii") == label.removeprefix("xn--"):
            return label
    except (UnicodeError, ValueError, OverflowError):
        pass
    raise DomainError(
        said("{label} is not a readable internationalised label", label=quoted(label)), hint=said("write the name with its accents instead")
    )


def _check(label: str, text: str) -> None:
    if _LABEL.fullmatch(label) and len(label) <= MAX_LABEL:
        return
    shown = quoted(text)
    if not text.strip():
        raise DomainError(said("an empty domain name"), hint=said("write it such as dupont.example"))
    if not label:
        raise DomainError(said("{text} has a dot too many", text=shown), hint=said("one dot between two labels, such as dupont.example"))
    if len(label) > MAX_LABEL:
        raise DomainError(
            said("{text} has a label longer than {most} characters", text=shown, most=MAX_LABEL),
            hint=said("check the spelling"),
        )
    if any(c.isspace() for c in label):
        raise DomainError(said("{text} has a space in it", text=shown), hint=said("a domain has none; one entry per line"))
    if "*" in label:
        raise DomainError(said("{text} is a wildcard, not one domain", text=shown), hint=said("write the domain without '*.'"))
    if "_" in label:
        raise DomainError(said("{text} has an underscore, which no registered domain has", text=shown), hint=said("check the spelling"))
    if label.startswith("-") or label.endswith("-"):
        raise DomainError(said("{text} has a label that starts or ends with a hyphen", text=shown), hint=said("check the spelling"))
    wrong = next((c for c in label if not (c.isascii() and c.isalnum()) and c != "-"), label)
    raise DomainError(
        said("{text} has {wrong} in it", text=shown, wrong=quoted(wrong)), hint=said("a domain name such as dupont.example is expected")
    )
