"""What failures have in common: from how questions ended to the one fault of this machine or its network that explains them all.

Pure, and careful: where causes are mixed, or one server alone may be the cause, it says nothing. It changes no verdict.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domaudit.model import Outcome, SiteReport, Source, Text

MOST_DOMAINS = 3
"""Domains that are named where some are left without an answer."""


NOTHING_WORKS = ("no-network", "names", "names-system")
"""The faults with which nobody can be asked anything."""


class Cause(StrEnum):
    """Why a question got no answer, as far as its words tell; ``SPOKE``: it got one, whatever that said."""

    SPOKE = "spoke"
    NAMES = "names"  # the server's address could not be looked up
    NO_ROUTE = "no-route"
    NO_RESOLVER = "no-resolver"
    RESOLVER_FAILED = "resolver-failed"  # the resolver answers, and could not find out
    SILENT = "silent"  # timed out
    CLOSED = "closed"  # refused, or broken off
    PROXY_LOGIN = "proxy-login"
    PROXY_REFUSES = "proxy-refuses"
    PROXY_GONE = "proxy-gone"
    UNTRUSTED = "untrusted"
    INTERCEPTED = "intercepted"  # untrusted in a way that no server of its own makes
    NOT_YET = "not-yet"
    TLS = "tls"
    WEB_PAGE = "web-page"
    OTHER = "other"


_ECHO = "not tried: the server could not be reached"
"""How a question ends that was not put, for the server had failed before: that tells nothing new."""

_BEGINNINGS = (
    ("the proxy could not be reached", Cause.PROXY_GONE),
    ("the proxy did not let it pass (status 407)", Cause.PROXY_LOGIN),
    ("the proxy did not let it pass", Cause.PROXY_REFUSES),
    ("certificate not valid: certificate is not yet valid", Cause.NOT_YET),
    ("certificate not valid: self-signed certificate in certificate chain", Cause.INTERCEPTED),
    ("certificate not valid: self-signed certificate", Cause.UNTRUSTED),
    ("certificate not valid: self signed certificate in certificate chain", Cause.INTERCEPTED),  # OpenSSL 1.1
    ("certificate not valid: self signed certificate", Cause.UNTRUSTED),
    ("certificate not valid: unable to get", Cause.UNTRUSTED),
    ("certificate not valid", Cause.OTHER),
    ("no secure connection (TLS)", Cause.TLS),
    ("no such host", Cause.NAMES),
    ("the host's address", Cause.NAMES),
    ("no way to the server", Cause.NO_ROUTE),
    ("this system names no DNS resolver", Cause.NO_RESOLVER),
    ("the resolver answered", Cause.RESOLVER_FAILED),
    ("timed out", Cause.SILENT),
    ("the connection timed out", Cause.SILENT),
    ("refused the connection", Cause.CLOSED),
    ("broke off the connection", Cause.CLOSED),
    ("closed the connection", Cause.CLOSED),
)
"""By the words that ``domaudit.network`` and the readers use, longest first where one begins another."""


def cause(kind: str, outcome: Outcome, error: str | None) -> Cause | None:
    """Why a question of this kind ended so; None where that tells nothing of the network."""
    words = error or ""
    if outcome in (Outcome.NO_SOURCE, Outcome.NOT_ASKED) or words.startswith(_ECHO):
        return None
    if words.startswith("resolver "):  # "resolver 192.0.2.53:53: refused the connection"
        words = words.partition(": ")[2]
    if kind == "rdap" and words == "not JSON":
        return Cause.WEB_PAGE
    if outcome is not Outcome.UNREACHABLE and not (kind == "dns" and words.startswith("the resolver answered")):
        return Cause.SPOKE
    return next((known for beginning, known in _BEGINNINGS if words.startswith(beginning)), Cause.OTHER)


@dataclass
class Signs:
    """How the questions of a run ended, counted. ``since``: what was asked before it was asked by another run, and does not count.

    ``one_is_enough``: a single server that cannot be reached says enough, for it is known to be up.
    """

    since: datetime | None = None
    one_is_enough: bool = False
    _causes: dict[str, Counter[Cause]] = field(default_factory=lambda: defaultdict(Counter))
    _failing: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _left: list[str] = field(default_factory=list)
    _more: int = 0

    def take(self, site: SiteReport) -> None:
        """Count what was asked about one site."""
        self.add(site.observed.sources)
        registration = [seen.source for seen in site.observed.registration]
        asked = {cause(source.kind, source.outcome, source.error) for source in registration} - {None}
        if asked and Cause.SPOKE not in asked:
            self._more += 1
            if len(self._left) < MOST_DOMAINS:
                self._left.append(site.site.unicode)

    def add(self, sources: Iterable[Source]) -> None:
        """Count how some questions ended."""
        for source in sources:
            found = cause(source.kind, source.outcome, source.error)
            if found is None or source.imported or (self.since and source.asked_at and source.asked_at < self.since):
                continue
            self._causes[source.kind][found] += 1
            if found is not Cause.SPOKE and len(self._failing[source.kind]) < 2:
                self._failing[source.kind].add(source.server)

    def problem(self) -> str | None:
        """The fault that explains every failure (an id ``diagnosis.…`` without its beginning), or None."""
        return next(self._problems(), None)

    def works(self) -> str:
        """What still works, as the id of a text."""
        return f"diagnosis.works.{'+'.join(kind for kind in ('rdap', 'whois', 'dns') if self._causes[kind][Cause.SPOKE]) or 'nothing'}"

    def told(self) -> Text | None:
        """The one line: what is wrong, what still works, who is left without an answer, and who tells more; None where it is not clear."""
        problem = self.problem()
        if problem is None:
            return None
        values = {"problem": f"diagnosis.{problem}", "works": self.works()}
        if problem in NOTHING_WORKS:
            return Text("diagnosis.line.nothing", values)
        if problem != "whois-blocked" or not self._left:
            return Text("diagnosis.line", values)
        more = self._more - len(self._left)
        domains = ", ".join(self._left) + (f" (+{more})" if more else "")
        return Text("diagnosis.line.left", {**values, "domains": domains})

    def _problems(self) -> Iterator[str]:
        rdap, whois, dns = (frozenset(self._causes[kind]) for kind in ("rdap", "whois", "dns"))
        servers = rdap | whois
        if not servers - {Cause.SPOKE}:
            return
        cut_off = servers <= _CUT_OFF
        if not dns:  # asked by an earlier run, it may be: several servers without an address say as much
            cut_off = servers <= _CUT_OFF - {Cause.SILENT} and len(self._failing["rdap"] | self._failing["whois"]) > 1
        if cut_off and dns <= _NO_DNS:
            yield "no-network" if (dns | servers) & _NO_WAY else "names"
        if Cause.SPOKE in dns and servers == {Cause.NAMES}:
            yield "names-system"
        if len(rdap) == 1 and (known := _OF_RDAP.get(next(iter(rdap)))):
            yield known
        several = self._several("rdap")
        if rdap and rdap <= {Cause.UNTRUSTED, Cause.INTERCEPTED} and (several or Cause.INTERCEPTED in rdap):
            yield "tls-intercepted"
        if rdap == {Cause.WEB_PAGE} and Cause.SPOKE not in whois and (several or whois):
            yield "portal"
        if several and rdap and rdap <= _BLOCKED and Cause.SPOKE in whois | dns:
            yield "rdap-blocked"
        if self._several("whois") and whois <= _BLOCKED and Cause.SPOKE in rdap:
            yield "whois-blocked"

    def _several(self, kind: str) -> bool:
        return len(self._failing[kind]) > (0 if self.one_is_enough else 1)


_NO_WAY = frozenset({Cause.NO_ROUTE, Cause.NO_RESOLVER})
_NO_DNS = frozenset({Cause.NO_ROUTE, Cause.NO_RESOLVER, Cause.SILENT, Cause.CLOSED, Cause.RESOLVER_FAILED})
_CUT_OFF = frozenset({Cause.NAMES, Cause.NO_ROUTE, Cause.SILENT})
_BLOCKED = frozenset({Cause.SILENT, Cause.CLOSED, Cause.NO_ROUTE, Cause.TLS})
_OF_RDAP = {
    Cause.PROXY_LOGIN: "proxy-login",
    Cause.PROXY_REFUSES: "proxy-refuses",
    Cause.PROXY_GONE: "proxy-gone",
    Cause.NOT_YET: "clock",
}
