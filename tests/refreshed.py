"""What has changed since the bundled data were made, told in lines: pure, from the bytes that were fetched."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal

import yaml

from domaudit.lookups import iana
from domaudit.lookups.registries import Registry, _read_bootstrap
from domaudit.model import Answer

MOST_LOST = 0.05
"""The part of a list's entries that may go from one list to the next; where more have gone, it is rather the list that is damaged."""

YEAR, SOON = timedelta(days=365), timedelta(days=60)
PRIVATE = "===BEGIN PRIVATE DOMAINS==="


@dataclass(frozen=True)
class Told:
    """The lines about one list; ``body`` is what to write (None: nothing), ``refused`` why a list that came is not used."""

    lines: tuple[str, ...]
    body: bytes | None = None
    refused: str | None = None


def _lost(before: Collection[str], after: Collection[str]) -> str | None:
    gone = sorted(set(before) - set(after))
    if len(gone) <= MOST_LOST * len(before):
        return None
    return f"refused: {len(gone):,} of {len(before):,} entries are gone, more than {MOST_LOST:.0%}; look at the list before you believe it"


# --- the list of RDAP servers ---


def bootstrap(before: bytes, after: bytes) -> Told:
    """What a newer list of RDAP servers brings; it is refused where it cannot be read, is older, or has shrunk."""
    old, new = _read_bootstrap(before), _read_bootstrap(after)
    if old is None:
        raise ValueError("the bundled list of RDAP servers cannot be read")
    if new is None:
        return Told((), refused="refused: this is not a list of RDAP servers that the program can read (RFC 9224)")
    if new[0] < old[0]:
        return Told((), refused=f"refused: published {new[0]:%Y-%m-%d}, before the bundled one ({old[0]:%Y-%m-%d})")
    had, has = _servers(before), _servers(after)
    if (lost := _lost(had, has)) is not None:
        return Told((), refused=lost)
    lines = [f"published {old[0]:%Y-%m-%d} → {new[0]:%Y-%m-%d}: {len(had):,} → {len(has):,} endings"] if new[0] > old[0] else []
    lines += [f"+ {zone}: {has[zone]}" for zone in sorted(has.keys() - had.keys())]
    lines += [f"- {zone}: {had[zone]}" for zone in sorted(had.keys() - has.keys())]
    lines += [f"~ {zone}: {had[zone]} → {has[zone]}" for zone in sorted(had.keys() & has.keys()) if had[zone] != has[zone]]
    body = laid_out(after)
    return Told(tuple(lines), body if body != before else None)


def laid_out(body: bytes) -> bytes:
    """The list as it is bundled: a line for each service, in one order, so that a difference can be read."""
    content = json.loads(body)
    services = sorted((sorted(urls), sorted(zones)) for zones, urls in content["services"])
    told = ",\n".join(json.dumps([zones, urls], separators=(",", ":")) for urls, zones in services)
    head = json.dumps({key: content[key] for key in ("description", "publication") if key in content}, separators=(",", ":"))
    return f'{head[:-1]},"services":[\n{told}\n],"version":{json.dumps(content.get("version", "1.0"))}}}\n'.encode()


def _servers(body: bytes) -> dict[str, str]:
    return {str(zone).lower(): " ".join(sorted(map(str, urls))) for zones, urls in json.loads(body)["services"] for zone in zones}


# --- the public suffix list ---


def suffixes(before: str, after: str, zones: Collection[str]) -> Told:
    """What a newer public suffix list changes: endings that come and go, and zones of ours whose part in the list is another."""
    had, has = _rules(before), _rules(after)
    if PRIVATE not in after or not has:
        return Told((), refused="refused: this is not the public suffix list")
    if (lost := _lost(had, has)) is not None:
        return Told((), refused=lost)
    lines = [f"list of {_version(before)} (installed) → {_version(after)} (published)"] if _version(before) != _version(after) else []
    were, are = _endings(had), _endings(has)
    lines += [f"+ {ending}" for ending in sorted(are - were)]
    lines += [f"- {ending}" for ending in sorted(were - are)]
    for zone in sorted(zone for zone in zones if "." in zone and had.get(zone) != has.get(zone)):
        lines.append(f"~ {zone}: {had.get(zone, 'not listed')} → {has.get(zone, 'not listed')}, and it has a registry of its own")
    return Told(tuple(lines))


def _endings(rules: Mapping[str, str]) -> set[str]:
    return {rule for rule, part in rules.items() if "." not in rule and part == "icann"}


def _rules(text: str) -> dict[str, str]:
    """Each rule, as A-labels, and whether it stands in ICANN's part or in the private one."""
    rules, part = {}, "icann"
    for line in text.splitlines():
        if PRIVATE in line:
            part = "private"
        elif (rule := line.strip()) and not rule.startswith("//"):
            rules[rule.encode("idna").decode() if not rule.isascii() else rule] = part
    return rules


def _version(text: str) -> str:
    return next((line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("// VERSION:")), "no date")


# --- WHOIS servers ---


def referral(ending: str, ours: Registry, answer: Answer) -> str | None:
    """What IANA's answer about an ending says otherwise than registries.yaml; None where they agree. The answer is a whole one."""
    theirs = iana.server(answer)
    mine = ours.whois.rpartition(":")[0] or ours.whois if ours.whois else None
    if theirs == mine:
        return None
    if theirs is None:
        return f"~ {ending}: registries.yaml asks {mine}, IANA names no server"
    if mine is None:
        return f"+ {ending}: IANA names {theirs}, registries.yaml has no server"
    known = " (a former one there)" if theirs in ours.former else ""
    return f"~ {ending}: registries.yaml asks {mine}, IANA names {theirs}{known}"


# --- how old facts are ---


def published(bootstrap: bytes, suffixes: str) -> Iterator[str]:
    """When the two lists that are used as they come were published."""
    read = _read_bootstrap(bootstrap)
    yield f"rdap_bootstrap.json: published {read[0]:%Y-%m-%d}" if read is not None else "rdap_bootstrap.json: cannot be read"
    yield f"publicsuffixlist: list of {_version(suffixes)}"


def ages(folder: Path, today: date) -> Iterator[str]:
    """For each file of facts: how many, when the oldest was read, and which day the tests begin to fail where that is near."""
    for path in sorted(folder.rglob("*.yaml")):
        days = sorted(_days(yaml.safe_load(path.read_bytes())))
        if not days:
            continue
        told = f"{path.relative_to(folder).as_posix()}: {len(days):,} dates, the oldest {days[0]:%Y-%m-%d}"
        old, soon = sum(today - day > YEAR for day in days), sum(YEAR - SOON < today - day <= YEAR for day in days)
        told += f"; {old:,} over a year ago: read them again" if old else ""
        told += f"; {soon:,} more will be in {SOON.days} days" if soon else ""
        yield told


READ: tuple[Literal["reviewed", "read", "checked", "updated"], ...] = ("reviewed", "read", "checked", "updated")


def _days(node: Any) -> Iterator[date]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key in READ and isinstance(value, date):
                yield value
            else:
                yield from _days(value)
    elif isinstance(node, list):
        for one in node:
            yield from _days(one)
