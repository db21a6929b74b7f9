"""What another parser (python-whois) makes of the same WHOIS text: a diagnostic beside our own reading, and never a verdict.

On recorded answers it named no holder that the reader had missed, and some that the answer does not name; so it decides nothing. It runs in
a process of its own that is ended after two seconds, since some of its patterns backtrack for ever, and it is never given a long text. Its
network code is never called.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal, TypeAlias

from domaudit.data import load

DEADLINE: Final = 2.0
"""Seconds until its process is ended."""
MAX_BYTES: Final = 64 * 1024
MAX_LINES: Final = 2_000

WhyNot: TypeAlias = Literal["too-long", "no-end", "failed", "not-installed"]

_LONGEST: Final = 300
_MOST: Final = 16
_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("registrant_name", "name"),
    "organization": ("registrant_organization", "registrant_org", "org"),
    "registrar": ("registrar",),
    "created": ("creation_date",),
    "expires": ("expiration_date",),
    "nameservers": ("name_servers",),
}


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the other parser read: ``name`` and ``organization`` of whom it takes for the registrant, ISO dates, lower-case hosts.

    ``why_not`` says why there is none (a text ``second.WHY``); then everything else is empty.
    """

    name: str | None = None
    organization: str | None = None
    registrar: str | None = None
    created: str | None = None
    expires: str | None = None
    nameservers: tuple[str, ...] = ()
    why_not: WhyNot | None = None


def ask(body: bytes, domain: str) -> Opinion:
    """The other parser's reading of one WHOIS answer about ``domain`` (an A-label); never raises, two seconds at most.

    Its e-mail addresses are never taken: it mixes everybody's.
    """
    if len(body) > MAX_BYTES or body.count(b"\n") > MAX_LINES:
        return Opinion(why_not="too-long")
    question = json.dumps({"domain": domain, "text": body.decode("utf-8", "replace")})
    try:
        done = subprocess.run(  # -P: whatever lies in the current folder is not imported
            [sys.executable, "-P", "-m", "domaudit.second_opinion"], input=question.encode(), capture_output=True, timeout=DEADLINE
        )
        return Opinion(**_shaped(json.loads(done.stdout), domain))
    except subprocess.TimeoutExpired:
        return Opinion(why_not="no-end")
    except (OSError, ValueError, TypeError, AttributeError):
        return Opinion(why_not="failed")


def _shaped(told: Mapping[str, Any], domain: str) -> dict[str, Any]:
    """What its process sent, as the fields of an opinion, cut to size; a holder is left out where it cannot be trusted."""
    if "why_not" in told:
        return {"why_not": "not-installed" if told["why_not"] == "not-installed" else "failed"}
    shaped: dict[str, Any] = {}
    for field in _FIELDS:
        values = [" ".join(str(value).split())[:_LONGEST] for value in told.get(field) or ()][:_MOST]
        shaped[field] = tuple(values) if field == "nameservers" else next(iter(values), None)
    if domain.rpartition(".")[2] in load("second_opinion.yaml")["untrusted"]:
        shaped["name"] = shaped["organization"] = None
    return shaped


def _values(told: Any) -> Iterable[str]:
    """Its values in one shape: it gives a text, a time, a list of them, or nothing."""
    for value in told if isinstance(told, list) else [told]:
        if isinstance(value, datetime | date):
            yield value.isoformat()[:10]
        elif value:
            yield str(value)


def _work() -> None:
    """The process of its own: one question on stdin, one answer on stdout."""
    question = json.load(sys.stdin)
    try:
        from whois.parser import WhoisEntry  # type: ignore[import-untyped]
    except ImportError:
        told: dict[str, Any] = {"why_not": "not-installed"}
    else:
        try:
            entry = WhoisEntry.load(question["domain"], question["text"])
            told = {
                field: sorted({v.lower().rstrip(".") for v in _values(entry.get("name_servers"))})
                if field == "nameservers"
                else [value for key in keys for value in _values(entry.get(key))]
                for field, keys in _FIELDS.items()
            }
        except Exception:  # its "no such domain" among them
            told = {"why_not": "failed"}
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    _work()
