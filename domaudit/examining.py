"""Looks at this machine for ``domaudit doctor``: its versions, places and terminal, and whom it reaches. It decides nothing."""

from __future__ import annotations

import asyncio
import importlib.metadata
import importlib.util
import ipaddress
import os
import platform
import shutil
import stat
import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from domaudit import __version__
from domaudit.checkup import Checkup, File, Place, Probe, Proxy, Terminal
from domaudit.cleaning import visible
from domaudit.data import load
from domaudit.errors import DomauditError, UsageError
from domaudit.evidence import EvidenceFile
from domaudit.lookups import iana
from domaudit.lookups.registries import BOOTSTRAP_URL, Registries
from domaudit.model import Answer, Dns, Limits, NetworkSettings, Outcome, Question, Rdap, Whois
from domaudit.network import Version, open_door, proxy, resolvers, trust

SECONDS = 5.0
"""For each question; they are put side by side."""

WHOIS = 43
_BOTH: tuple[Version, ...] = (4, 6)

LIBRARIES = ("aiohttp", "aiohappyeyeballs", "dnspython", "idna", "publicsuffixlist", "rich", "typer")
EXTRAS = {"docx": "docx", "second-opinion": "whois"}
"""The optional extras, and the module that each brings."""

DATA = {"registries": "registries.yaml", "privacy": "privacy.yaml", "guides": "guides/guides.yaml"}


def examine(registries: Registries, evidence: Path, cache: Path, terminal: Terminal, *, offline: bool) -> Checkup:
    """Look at everything; ``offline`` asks nobody. Never raises for what is wrong: that is what it is there to find."""
    at = datetime.now(UTC)
    found: list[Probe] = []
    unusable = None
    if not offline:
        try:
            found = asyncio.run(_probes(registries, resolvers(registries.settings)))
        except UsageError as error:
            unusable = error.lines()[0]
    library, named_in_environment = trust()
    certificates = named_in_environment | ({"ca_file": registries.settings.ca_file} if registries.settings.ca_file else {})
    named = proxy()
    return Checkup(
        at=at,
        versions={"domaudit": __version__, platform.python_implementation(): platform.python_version(), "platform": platform.platform()},
        libraries={**{name: importlib.metadata.version(name) for name in LIBRARIES}, "TLS": " ".join(library.split()[:2])},
        extras={extra: importlib.util.find_spec(module) is not None for extra, module in EXTRAS.items()},
        terminal=terminal,
        evidence=_file(evidence),
        cache=_place(cache),
        temporary=_place(Path(tempfile.gettempdir())),
        resolvers=tuple(sorted(resolvers(registries.settings))),
        proxy=Proxy(*named) if named is not None else None,
        certificates={name: visible(os.pathsep.join(map(homely, value.split(os.pathsep)))) for name, value in certificates.items()},
        missing=tuple(name for name, value in certificates.items() if not any(map(os.path.exists, value.split(os.pathsep)))),
        data=_days(registries),
        probes=tuple(found),
        unusable=unusable,
    )


def homely(path: str) -> str:
    """A path as it may be shown to others: the home folder is ``~``."""
    home, whole = str(Path.home()), os.path.abspath(path)
    return f"~{whole[len(home) :]}" if len(home) > 1 and (whole == home or whole.startswith(home + os.sep)) else path


# --- the machine ---


def _file(path: Path) -> File:
    shown = homely(str(path))
    try:
        about = path.stat()
    except FileNotFoundError:
        return File(shown)
    except OSError as error:
        return File(shown, exists=True, trouble=f"{shown}: {error.strerror}")
    mode = stat.S_IMODE(about.st_mode) if os.name == "posix" else None
    there = File(shown, exists=True, size=about.st_size, mode=mode, writable=os.access(path, os.W_OK))
    try:
        with EvidenceFile.open(path, writable=False) as evidence:
            return replace(there, lines=evidence.lines, skipped=evidence.skipped, newest=evidence.newest_time(evidence.domains))
    except DomauditError as error:
        return replace(there, trouble=DomauditError(error.message, where=homely(error.where or str(path))).lines()[0])


def _place(path: Path) -> Place:
    there = next((folder for folder in (path, *path.absolute().parents) if folder.exists()), Path(os.sep))
    try:
        free = shutil.disk_usage(there).free
    except OSError:
        free = None
    return Place(homely(str(path)), free, there.is_dir() and os.access(there, os.W_OK | os.X_OK))


def _days(registries: Registries) -> dict[str, date]:
    """The days of what ships; of the remedies, the day on which the last of their pages was read."""
    found = {"rdap": registries.published.date()}
    found |= {name: date.fromisoformat(str(load(file)["meta"]["updated"])) for name, file in DATA.items()}
    found["remedies"] = max(date.fromisoformat(str(source["reviewed"])) for source in load("remedies/sources.yaml").values())
    if (day := _suffix_list()) is not None:
        found["suffixes"] = day
    return found


def _suffix_list() -> date | None:
    """The day of the public suffix list, which its head tells: ``// VERSION: 2026-10-22_08-36-41_UTC``."""
    from publicsuffixlist import PSLFILE

    with open(PSLFILE, encoding="utf-8") as source:
        for _, line in zip(range(20), source, strict=False):
            if line.startswith("// VERSION: "):
                try:
                    return date.fromisoformat(line[12:22])
                except ValueError:
                    return None
    return None


# --- who is reached ---


def _questions(registries: Registries) -> tuple[Rdap, Whois]:
    """What is asked: IANA, which serves everybody; or whoever the user's own registries file names first, for it may be all there is."""
    for zone in registries.own:
        registry = registries.registry(zone)
        whois = registry.whois_question(f"nic.{zone}")
        if registry.rdap and whois is not None:
            return Rdap(registry.rdap_url(f"nic.{zone}")), whois
    return Rdap(BOOTSTRAP_URL), Whois(iana.SERVER, "iana.org")


async def _probes(registries: Registries, via: frozenset[str]) -> list[Probe]:
    limits = Limits(timeout=SECONDS)
    settings = replace(registries.settings, defaults=limits, servers={}, dns=replace(registries.settings.dns, timeout=SECONDS))
    rdap, whois = _questions(registries)
    resolver = ", ".join(sorted(via)) or "resolver"
    asked = [
        _ask(settings, Dns("iana.org.", "NS"), resolver),
        *(_ask(settings, rdap, urlsplit(rdap.url).netloc, only) for only in (_BOTH if proxy() is None else (None,))),
        *(_ask(settings, whois, whois.server if whois.port == WHOIS else f"{whois.server}:{whois.port}", only) for only in _BOTH),
    ]
    return [probe for probe in await asyncio.gather(*asked) if probe is not None]


async def _ask(settings: NetworkSettings, question: Question, server: str, only: Version | None = None) -> Probe | None:
    """One question, by one version of the protocol; None where a written-out address is of the other."""
    host = question.server if isinstance(question, Whois) else urlsplit(question.url).hostname if isinstance(question, Rdap) else None
    if only is not None and host is not None and _version(host) not in (None, only):
        return None
    async with open_door(settings, only=only) as ask:
        answer = await ask(question)
    outcome, error = _ended(answer)
    return Probe(question.kind, answer.via or server, only, outcome, error, answer.duration_ms)


def _version(host: str) -> int | None:
    try:
        return ipaddress.ip_address(host).version
    except ValueError:
        return None


def _ended(answer: Answer) -> tuple[Outcome, str | None]:
    """How it ended, in the words of the readers where an answer came that is none."""
    if answer.outcome is not Outcome.ANSWERED:
        return answer.outcome, answer.error
    if isinstance(answer.question, Dns) and answer.rcode not in ("NOERROR", "NXDOMAIN"):
        return Outcome.UNREADABLE, f"the resolver answered {answer.rcode}"
    if isinstance(answer.question, Rdap) and answer.body.lstrip()[:1] not in (b"{", b""):
        return Outcome.UNREADABLE, "not JSON"
    return Outcome.ANSWERED, None
