"""Asks IANA and the public suffix list what has changed since the bundled data were made, and shows the difference.

python -m tests.refresh_data             # show it; some 1,400 questions to IANA's WHOIS, one a second: a run that is stopped goes on later
python -m tests.refresh_data fr de       # the WHOIS servers of these endings alone
python -m tests.refresh_data --write     # write the list of RDAP servers anew, too

Answers are kept in the cache folder for six days (--evidence FILE: there). What changes in registries.yaml, and a newer release of
publicsuffixlist, is for a person to look at and to write down with its source. The exit code is 0; 1 where --write could not write.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from publicsuffixlist import PSLFILE

from domaudit import checking
from domaudit.cleaning import obeyed_by_none, visible
from domaudit.evidence import EvidenceFile
from domaudit.evidence.age import MaxAge
from domaudit.evidence.asking import remembering
from domaudit.lookups import iana
from domaudit.lookups.registries import BOOTSTRAP_URL, Registries, load_registries
from domaudit.lookups.walk import declines
from domaudit.model import Answer, Ask, NetworkSettings, Outcome, Rdap, Whois
from domaudit.network import open_door
from tests import refreshed
from tests.command import ROOT

BOOTSTRAP = "rdap_bootstrap.json"
DATA = ROOT / "domaudit" / "data"
SUFFIXES_URL = "https://publicsuffix.org/list/public_suffix_list.dat"
MAX_AGE = timedelta(days=6)  # shorter than the week between two runs of the workflow
PATIENCE = 5
"""Endings in a row that IANA's WHOIS leaves without an answer before it is left alone."""


@dataclass(frozen=True)
class Places:
    """Who is asked, and where the data lie."""

    bootstrap: str = BOOTSTRAP_URL
    suffixes: str = SUFFIXES_URL
    whois: tuple[str, int] = (iana.SERVER, 43)
    data: Path = DATA
    installed: Path = Path(PSLFILE)


@dataclass
class Difference:
    """The report, as it grows, and what is to be written."""

    sections: list[tuple[str, list[str]]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    body: bytes | None = None

    def add(self, title: str, lines: Iterable[str]) -> None:
        self.sections.append((title, list(lines)))

    def text(self) -> str:
        """The report in Markdown, sections without news included: what was looked at is said."""
        found = [*self.sections, ("Not reached, or not used", self.missing)]
        return "\n".join(f"## {title}\n\n{block(lines) or 'Nothing.'}\n" for title, lines in found)


def block(lines: Iterable[str]) -> str:
    """Lines as a block that is shown as it is: what a server said ends no line, steers no terminal, and is no command to a log."""
    return "\n".join(f"    {obeyed_by_none(' '.join(visible(line).split()))}" for line in lines)


def usable(answer: Answer) -> bool:
    """Whether an answer came whole; what it says is looked at afterwards."""
    if isinstance(answer.question, Whois):
        return iana.is_whole(answer)
    return answer.outcome is Outcome.ANSWERED and answer.status == 200 and not answer.truncated


def why(answer: Answer) -> str:
    """In words, why an answer is none."""
    return answer.error or (f"status {answer.status}" if answer.status not in (None, 200) else "the answer is not a whole one")


async def difference(places: Places, settings: NetworkSettings, evidence: Path, endings: Sequence[str], now: datetime) -> Difference:
    """Ask, politely and each thing once, and tell what is otherwise than in the bundled data."""
    known, told = load_registries(), Difference()
    with EvidenceFile.open(evidence, writable=True) as kept:
        async with open_door(settings, declined=declines, pauses=kept.pause) as door:
            ask = remembering(door, kept, now=now, max_age=MaxAge.of_all(MAX_AGE), fresh=False, usable=usable)
            await _bootstrap(ask, places, told)
            await _suffixes(ask, places, known, told)
            await _whois(ask, places, known, endings, told)
    bundled, installed = (places.data / BOOTSTRAP).read_bytes(), places.installed.read_text(encoding="utf-8")
    told.add("How old the facts are", [*refreshed.published(bundled, installed), *refreshed.ages(places.data, now.date())])
    return told


async def _bootstrap(ask: Ask, places: Places, told: Difference) -> None:
    answer = await ask(Rdap(places.bootstrap))
    if not usable(answer):
        told.missing.append(f"{places.bootstrap}: {why(answer)}")
        return
    found = refreshed.bootstrap((places.data / BOOTSTRAP).read_bytes(), answer.body)
    if found.refused is not None:
        told.missing.append(f"{places.bootstrap}: {found.refused}")
        return
    told.body = found.body
    told.add("RDAP servers (rdap_bootstrap.json)", found.lines)


async def _suffixes(ask: Ask, places: Places, known: Registries, told: Difference) -> None:
    answer = await ask(Rdap(places.suffixes))
    if not usable(answer):
        told.missing.append(f"{places.suffixes}: {why(answer)}")
        return
    found = refreshed.suffixes(places.installed.read_text(encoding="utf-8"), answer.body.decode("utf-8", "replace"), known.zones)
    if found.refused is not None:
        told.missing.append(f"{places.suffixes}: {found.refused}")
        return
    told.add("Public suffixes (the package publicsuffixlist)", found.lines)


async def _whois(ask: Ask, places: Places, known: Registries, endings: Sequence[str], told: Difference) -> None:
    lines: list[str] = []
    silent = answered = 0
    host, port = places.whois
    wanted = sorted(endings) or sorted(zone for zone in known.zones if "." not in zone)
    for number, ending in enumerate(wanted):
        answer = await ask(Whois(host, ending, port))
        if usable(answer):
            silent, answered = 0, answered + 1
            lines += filter(None, [refreshed.referral(ending, known.registry(ending), answer)])
            continue
        silent += 1
        told.missing.append(f"{host} about {ending}: {why(answer)}")
        if silent == PATIENCE and number + 1 < len(wanted):
            left = len(wanted) - number - 1
            told.missing.append(f"{host}: left alone after {PATIENCE} endings in a row without an answer; {left:,} were not asked about")
            break
    told.add("WHOIS servers (registries.yaml)", [f"{answered:,} of {len(wanted):,} endings answered for", *lines])


def main(argv: Sequence[str] | None = None, places: Places | None = None, settings: NetworkSettings | None = None) -> int:
    """Show the difference, and write what was asked for; gives the exit code."""
    options = argparse.ArgumentParser("python -m tests.refresh_data", description=(__doc__ or "").partition("\n")[0])
    options.add_argument("endings", nargs="*", metavar="ENDING", help="ask for the WHOIS servers of these endings alone")
    options.add_argument("--write", action="store_true", help="write the list of RDAP servers anew")
    options.add_argument("--evidence", type=Path, metavar="FILE", help="keep the answers there")
    asked = options.parse_args(argv)
    places = places or Places()
    evidence = asked.evidence or checking.cache_folder() / "refresh-data.jsonl"
    settings = settings or load_registries().settings
    endings = [ending.lower() for ending in asked.endings]
    told = asyncio.run(difference(places, settings, evidence, endings, datetime.now(UTC)))
    sys.stdout.write(told.text())
    if not asked.write:
        return 0
    if any(line.startswith(places.bootstrap) for line in told.missing):
        print("rdap_bootstrap.json was not written: see above", file=sys.stderr)
        return 1
    if told.body is not None:
        (places.data / BOOTSTRAP).write_bytes(told.body)
    return 0


if __name__ == "__main__":
    sys.exit(main())
