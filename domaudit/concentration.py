"""How many domains one hand holds: per provider the keys, per registrar and per DNS or mail operator the domains."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from domaudit import hosts
from domaudit.identity import fold, split_form
from domaudit.model import Holder, Key, Report, SiteReport, Verdict


@dataclass(frozen=True, slots=True)
class Hand:
    """One provider, registrar or operator: ``sites`` domains of the inventory are with it, ``keys`` how many of each key are its own."""

    name: str
    sites: int
    keys: Mapping[Key, int]


@dataclass(frozen=True, slots=True)
class Concentration:
    """Who holds how much, the largest first. A registrar or operator holds accounts; whose accounts they are is not seen."""

    providers: tuple[Hand, ...] = ()
    registrars: tuple[Hand, ...] = ()
    dns: tuple[Hand, ...] = ()
    mail: tuple[Hand, ...] = ()


def concentration(report: Report) -> Concentration:
    """Who holds how many of the domains of a report; names that differ by case and legal form only are one."""
    counting = Counting()
    for site in report.sites:
        counting.add(site)
    return counting.result()


class Counting:
    """The same, taken in site by site."""

    def __init__(self) -> None:
        self._providers, self._registrars, self._dns, self._mail = _Names(), _Names(), _Names(), _Names()

    def add(self, site: SiteReport) -> None:
        """Take one site in."""
        if site.verdict is Verdict.NO_OWN_DOMAIN:
            return
        if site.site.provider.name:
            self._providers.add([site.site.provider.name], held_by_provider(site))
        if site.registration.registrar:
            self._registrars.add([site.registration.registrar])
        self._dns.add(_brands(site.registration.nameservers or _values(site, "NS"), hosts.dns_host))
        self._mail.add(_brands((value.split()[-1] for value in _values(site, "MX") if value.split()), hosts.mail_host))

    def result(self) -> Concentration:
        """What it came to."""
        return Concentration(*(names.largest() for names in (self._providers, self._registrars, self._dns, self._mail)))


def held_by_provider(site: SiteReport) -> tuple[Key, ...]:
    """The keys of a site that its provider holds."""
    return tuple(key for key in Key if (held := site.keys.get(key)) is not None and held.holder is Holder.PROVIDER)


class _Names:
    """How many sites each name has, spellings that differ by case and legal form only being one, and how many of each key."""

    def __init__(self) -> None:
        self._spelt: dict[str, str] = {}
        self._total: Counter[str] = Counter()
        self._keys: dict[str, Counter[Key]] = {}

    def add(self, names: Iterable[str], keys: Iterable[Key] = ()) -> None:
        """Take the names of one site in, each once."""
        for one, name in {_one(name): name for name in names}.items():
            self._spelt.setdefault(one, name)
            self._total[one] += 1
            self._keys.setdefault(one, Counter()).update(keys)

    def largest(self) -> tuple[Hand, ...]:
        """All of them, the largest first."""
        hands = (Hand(self._spelt[one], number, dict(self._keys[one])) for one, number in self._total.items())
        return tuple(sorted(hands, key=lambda hand: (-hand.sites, fold(hand.name), hand.name)))


@lru_cache(maxsize=1000)
def _one(name: str) -> str:
    return " ".join(split_form(fold(name))[0])


def _values(site: SiteReport, kind: str) -> list[str]:
    return [value for seen in site.observed.dns if seen.type == kind and seen.name == site.site.domain for value in seen.values]


def _brands(names: Iterable[str], brand_of: Callable[[str], str | None]) -> list[str]:
    return list(dict.fromkeys(brand for name in names if (brand := brand_of(name))))
