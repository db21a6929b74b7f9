"""What ``domaudit doctor`` has seen, as values, and what is to be mended: pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domaudit.diagnosis import NOTHING_WORKS, Cause, Signs, cause
from domaudit.model import Authority, Outcome, Source, Text

OLD = timedelta(days=400)
"""Age of the data that ship from which on a newer version is advised: they are gone through once a year at least."""

LITTLE_ROOM = 64 * 1024 * 1024
"""Bytes of free space below which a long run may not be able to keep its answers."""


@dataclass(frozen=True, slots=True)
class Probe:
    """One question that was put to see who can be reached; ``version`` of the Internet Protocol, None where that is not ours to choose."""

    kind: str
    server: str
    version: int | None
    outcome: Outcome
    error: str | None = None
    milliseconds: int = 0

    @property
    def spoke(self) -> bool:
        """Whether an answer came, whatever it said."""
        return cause(self.kind, self.outcome, self.error) is Cause.SPOKE


@dataclass(frozen=True, slots=True)
class File:
    """A file of answers. ``trouble`` is why it cannot be used; ``skipped`` are the lines that could not be read; ``mode`` as on Unix."""

    path: str
    exists: bool = False
    writable: bool = True
    size: int = 0
    lines: int = 0
    skipped: int = 0
    newest: datetime | None = None
    mode: int | None = None
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A folder and the free space on its disk, in bytes (None: it cannot be told)."""

    path: str
    free: int | None
    writable: bool


@dataclass(frozen=True, slots=True)
class Proxy:
    """The proxy of the environment, without its credentials; ``wrong`` where it cannot be used."""

    variable: str
    url: str
    bypass: str


@dataclass(frozen=True, slots=True)
class Terminal:
    """How this run speaks, and where to."""

    language: str
    variable: str
    encoding: str
    width: int
    tty: bool
    colours: bool
    links: bool


@dataclass(frozen=True, slots=True)
class Checkup:
    """All that was seen. ``data`` are the days of the data that ship; ``extras`` tells which optional libraries are there, by extra.

    ``certificates`` are the files that are named in place of the system's, by who names them; where those of ``missing`` lead, nothing is.
    """

    at: datetime
    versions: Mapping[str, str]
    libraries: Mapping[str, str]
    extras: Mapping[str, bool]
    terminal: Terminal
    evidence: File
    cache: Place
    temporary: Place
    resolvers: tuple[str, ...]
    proxy: Proxy | None
    certificates: Mapping[str, str]
    missing: tuple[str, ...]
    data: Mapping[str, date]
    probes: tuple[Probe, ...]
    unusable: str | None = None


def problems(found: Checkup) -> list[Text]:
    """What is to be mended, the gravest first; empty where all is well."""
    return [*_network(found), *_machine(found)]


def remarks(found: Checkup) -> list[Text]:
    """What is as it is: what still works where something does not, and what costs no answer."""
    told = []
    signs = _signs(found)
    if (problem := signs.problem()) is not None:
        told.append(Text("doctor.works-offline" if problem in NOTHING_WORKS else signs.works()))
    by_six = [probe for probe in found.probes if probe.version == 6]
    if by_six and not any(probe.spoke for probe in by_six) and any(probe.spoke for probe in found.probes if probe.version == 4):
        told.append(Text("doctor.no-ipv6"))
    return told


def _network(found: Checkup) -> Iterator[Text]:
    if found.unusable is not None:
        yield Text("doctor.unusable", {"reason": found.unusable})
        return
    for name in found.missing:
        yield Text("doctor.certificates.missing", {"name": name, "path": found.certificates.get(name, "")})
    if (problem := _signs(found).problem()) is not None:
        yield Text(f"diagnosis.{problem}")
    elif failing := [probe for probe in _best(found.probes) if not probe.spoke]:
        for probe in failing:
            yield Text("doctor.unreached", {"kind": probe.kind.upper(), "server": probe.server, "error": probe.error or ""})


def _signs(found: Checkup) -> Signs:
    signs = Signs(one_is_enough=True)
    signs.add(_source(probe) for probe in _best(found.probes))
    return signs


def _best(probes: tuple[Probe, ...]) -> Iterator[Probe]:
    """One probe of each kind: where one of the two versions answers, it is used, and the other costs nothing but a moment."""
    for kind in dict.fromkeys(probe.kind for probe in probes):
        yield max((probe for probe in probes if probe.kind == kind), key=lambda probe: (probe.spoke, probe.version == 4))


def _source(probe: Probe) -> Source:
    authority = Authority.DNS if probe.kind == "dns" else Authority.REGISTRY
    return Source(probe.kind, probe.server, authority, probe.outcome, "", error=probe.error)  # type: ignore[arg-type]  # kind is a word here


def _machine(found: Checkup) -> Iterator[Text]:
    newest = max(found.data.values(), default=None)
    if newest is not None and found.at.date() < newest - timedelta(days=1):
        yield Text("doctor.clock", {"today": found.at.date().isoformat(), "newest": newest.isoformat()})
    elif newest is not None and found.at.date() - newest > OLD:
        yield Text("doctor.old", {"newest": newest.isoformat()})
    file = found.evidence
    if file.trouble is not None:
        yield Text("doctor.evidence.unreadable", {"trouble": file.trouble})
    elif not file.writable:
        yield Text("doctor.evidence.locked", {"file": file.path})
    if file.skipped:
        yield Text("doctor.evidence.lines", {"n": str(file.skipped), "file": file.path})
    if file.mode is not None and file.mode & 0o077:
        yield Text("doctor.evidence.open", {"file": file.path, "mode": f"{file.mode:04o}"})
    for place in dict.fromkeys((found.cache, found.temporary)):
        if not place.writable:
            yield Text("doctor.place.locked", {"folder": place.path})
        elif place.free is not None and place.free < LITTLE_ROOM:
            yield Text("doctor.room", {"folder": place.path})
