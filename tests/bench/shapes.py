"""Ten shapes of a site's recorded answers, for benches that replay: the example's own, and two that differ from them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests import make_evidence

CLIENT, PROVIDER = "Boulangerie Dupont SARL", "Studio Pixel SARL"


@dataclass(frozen=True)
class Shape:
    """The zone of a site, and the lines of its answers as one text, cut where its domain stands."""

    zone: str
    pieces: tuple[str, ...]


@cache
def shapes() -> tuple[Shape, ...]:
    """Held by the provider, by the client, hidden, by a third party, free, throttled …: with three to eleven answers each."""
    lines = make_evidence.text().splitlines()
    example = make_evidence
    own = (example.HELD, example.HEALTHY, example.CAFE, example.SHOP, example.BELGIAN, example.FREE, example.BUSY, example.QUEBEC)
    soon = _shape(example.HELD, [line.replace("2027-03-02T", "2026-12-02T") for line in lines])
    third = _shape(example.HEALTHY, [line.replace("BOULANGERIE DUPONT", "LES TROIS MOULINS SAS") for line in lines])
    return (*(_shape(name, lines) for name in own), soon, third)


def _shape(domain: str, lines: Iterable[str]) -> Shape:
    kept = [json.loads(line) for line in lines if domain in line]
    for answer in kept:
        answer.pop("sha256", None)  # of another domain's text
    text = "".join(json.dumps(answer, ensure_ascii=False, separators=(",", ":")) + "\n" for answer in kept)
    return Shape(domain.rpartition(".")[2], tuple(text.split(domain)))


def domains(sites: int) -> Iterator[str]:
    """So many invented sites, the shapes in turn."""
    zones = [shape.zone for shape in shapes()]
    return (f"site-{number}-exemple-fictif.{zones[number % len(zones)]}" for number in range(sites))


def write(folder: Path, sites: int) -> None:
    """``inventory.yaml`` and ``evidence.jsonl`` for so many sites; one site at a time is held in memory."""
    with open(folder / "inventory.yaml", "w", encoding="utf-8") as out:
        out.write(f"client: {CLIENT}\nprovider: {PROVIDER}\nsites:\n")
        out.writelines(f"  - {domain}\n" for domain in domains(sites))
    with open(folder / "evidence.jsonl", "w", encoding="utf-8") as out:
        pieces = [shape.pieces for shape in shapes()]
        out.writelines(domain.join(pieces[number % len(pieces)]) for number, domain in enumerate(domains(sites)))
