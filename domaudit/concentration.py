"""How many domains one hand holds: per provider the keys, per registrar and per DNS or mail operator the domains."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

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
    known = [site for site in report.sites if site.verdict is not Verdict.NO_OWN_DOMAIN]
    return Concentration(
        _providers(known),
        _hands(known, lambda site: [site.registration.registrar] if site.registration.registrar else []),
        _hands(known, lambda site: _brands(site.registration.nameservers or _values(site, "NS"), hosts.dns_host)),
        _hands(known, lambda site: _brands((value.split()[-1] for value in _values(site, "MX") if value.split()), hosts.mail_host)),
    )


def held_by_provider(site: SiteReport) -> tuple[Key, ...]:
    """The keys of a site that its provider holds."""
    return tuple(key for key in Key if (held := site.keys.get(key)) is not None and held.holder is Holder.PROVIDER)


def _providers(sites: Iterable[SiteReport]) -> tuple[Hand, ...]:
    names: dict[str, str] = {}
    total: Counter[str] = Counter()
    keys: dict[str, Counter[Key]] = {}
    for site in sites:
        name = site.site.provider.name
        if not name:
            continue
        one = _one(name)
        names.setdefault(one, name)
        total[one] += 1
        keys.setdefault(one, Counter()).update(held_by_provider(site))
    return _largest(Hand(names[one], number, dict(keys[one])) for one, number in total.items())


def _hands(sites: Iterable[SiteReport], names_of: Callable[[SiteReport], Iterable[str]]) -> tuple[Hand, ...]:
    names: dict[str, str] = {}
    total: Counter[str] = Counter()
    for site in sites:
        for key, name in {_one(name): name for name in names_of(site)}.items():
            names.setdefault(key, name)
            total[key] += 1
    return _largest(Hand(names[one], number, {}) for one, number in total.items())


def _largest(hands: Iterable[Hand]) -> tuple[Hand, ...]:
    return tuple(sorted(hands, key=lambda hand: (-hand.sites, fold(hand.name), hand.name)))


def _one(name: str) -> str:
    return " ".join(split_form(fold(name))[0])


def _values(site: SiteReport, kind: str) -> list[str]:
    return [value for seen in site.observed.dns if seen.type == kind and seen.name == site.site.domain for value in seen.values]


def _brands(names: Iterable[str], brand_of: Callable[[str], str | None]) -> list[str]:
    return list(dict.fromkeys(brand for name in names if (brand := brand_of(name))))
