"""The evidence file as a dossier: an answer received otherwise is added to it, and what it holds of one domain is shown."""

from __future__ import annotations

import json
from collections.abc import Container, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from domaudit.cleaning import clean, decode
from domaudit.domains import DomainError, hostname, registrable
from domaudit.errors import Heard, UsageError, said
from domaudit.evidence import EvidenceFile
from domaudit.lookups.registries import Registries
from domaudit.lookups.walk import read
from domaudit.model import Answer, Outcome, Question, Rdap, Whois

MAX_BYTES = 1024 * 1024
"""Bytes of an answer that is imported: as much as is taken from a server."""

ELSEWHERE = "imported.invalid"
"""The server of an imported answer about a zone that no server is known for."""


def domain_of(written: str, zones: Container[str]) -> str:
    """The registrable domain (A-label) that people mean by a text. Raises ``UsageError``."""
    try:
        return registrable(hostname(written), zones).domain
    except DomainError as error:
        raise UsageError(error.message, where=written[:80], hint=error.hint or said("name one domain")) from None


def answers_about(path: Path, domain: str) -> list[Answer]:
    """Every RDAP and WHOIS answer about a domain in an evidence file, oldest first. Raises ``UsageError`` where there is no file."""
    if not path.exists():
        raise UsageError(said("there is no such file"), where=str(path), hint=said("name an evidence file with --evidence"))
    with EvidenceFile.open(path, writable=False) as evidence:
        return sorted(evidence.about(domain), key=lambda answer: answer.asked_at)


def domains_in(paths: Sequence[Path], zones: Container[str]) -> tuple[str, ...]:
    """The registrable domains that some evidence files hold answers about, each once, in order. Raises ``UsageError`` for no file."""
    found: dict[str, None] = {}
    for path in paths:
        if not path.exists():
            raise UsageError(said("there is no such file"), where=str(path), hint=said("name two evidence files"))
        with EvidenceFile.open(path, writable=False) as evidence:
            for name in evidence.domains:
                with suppress(DomainError):  # the name of a file, of a registrar
                    if registrable(hostname(name), zones).domain == name:
                        found.setdefault(name)
    return tuple(found)


def body_text(answer: Answer) -> str:
    """An answer's body for a terminal: cleaned, RDAP as JSON with a line for each member."""
    text = decode(answer.body)[0]
    if isinstance(answer.question, Rdap):
        with suppress(ValueError, RecursionError):  # a document that is none is shown as it came
            text = json.dumps(json.loads(text), ensure_ascii=False, indent=2)
    return clean(text)[0].rstrip("\n")


def import_answer(body: bytes, domain: str, origin: str, at: datetime, registries: Registries, path: Path) -> Answer:
    """Add an answer that somebody passed on (a WHOIS printout, an RDAP document) to an evidence file, and give it as it is kept.

    ``origin`` says from whom it came, ``at`` (UTC) when the answer was made or received. Raises ``UsageError`` for a text that cannot be
    read as an answer about this domain.
    """
    if not origin.strip():
        raise UsageError(
            said("from whom?"), where="--from", hint=said("say who passed it on, such as 'the client, by mail on 21 Nov 2026'")
        )
    if len(body) > MAX_BYTES:
        raise UsageError(said("the answer is too long"), where=domain, hint=said("at most {most:,} bytes are read", most=MAX_BYTES))
    question, status = _question(body, domain, registries)
    answer = Answer(question, at, Outcome.ANSWERED, body=body, status=status, imported=" ".join(origin.split())[:200])
    meant = read(answer, domain)
    if meant.outcome not in (Outcome.ANSWERED, Outcome.NOT_REGISTERED):
        why = Heard(meant.error or meant.outcome.value)
        raise UsageError(
            said("this is no answer about {domain}: {reason}", domain=domain, reason=why),
            where="import",
            hint=said("give the whole text, as it was received"),
        )
    with EvidenceFile.open(path, writable=True) as evidence:
        return evidence.append(answer)


def _question(body: bytes, domain: str, registries: Registries) -> tuple[Question, int | None]:
    """The question that such an answer would have answered: RDAP for a JSON document, else WHOIS."""
    registry = registries.serving(domain)
    if body.lstrip()[:1] == b"{":
        url = registry.rdap_url(domain) if registry is not None and registry.rdap else f"https://{ELSEWHERE}/domain/{domain}"
        return Rdap(url), 200
    return (registry.whois_question(domain) if registry is not None else None) or Whois(ELSEWHERE, domain), None
