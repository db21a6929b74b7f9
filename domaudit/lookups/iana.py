"""IANA's WHOIS: which server answers for an ending that the data does not know (a TLD younger than this program, say)."""

from __future__ import annotations

from domaudit.cleaning import clean, decode
from domaudit.domains import RESERVED
from domaudit.lookups.whois_record import hostnames
from domaudit.model import Answer, Outcome, Whois

SERVER = "whois.iana.org"
_OWN_WORDS = ("source: iana", "this query returned 0 objects")  # one of them ends each whole answer of the server


def question(domain: str) -> Whois | None:
    """What to ask IANA about the TLD of a domain (an A-label); None for one that nobody will ever serve (RFC 2606)."""
    tld = domain.rpartition(".")[2]
    return Whois(SERVER, tld) if tld and tld not in RESERVED else None


def is_whole(answer: Answer) -> bool:
    """Whether an answer is one of IANA's, to its end; any other tells nothing of who serves the TLD."""
    return answer.outcome is Outcome.ANSWERED and not answer.truncated and any(words in _lines(answer) for words in _OWN_WORDS)


def server(answer: Answer) -> str | None:
    """The WHOIS host that a whole answer names (``whois:``), or None where the registry has none."""
    for line in _lines(answer).split("\n"):
        label, colon, value = line.partition(":")
        if colon and label in ("whois", "refer") and (hosts := hostnames([value])) and hosts[0] != SERVER:
            return hosts[0]
    return None


def _lines(answer: Answer) -> str:
    """The text in lower case, one blank between words."""
    text = clean(decode(answer.body[:65536])[0])[0].lower()
    return "\n".join(" ".join(line.split()).lstrip("% ") for line in text.splitlines())
