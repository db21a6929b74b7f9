"""Pure looks at a question: which name it is about, which server it goes to, and when two of them are the same."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from domaudit.model import Dns, Question, Rdap, Whois


def canonical(question: Question) -> Question:
    """One form for all questions that ask the same of the same server: ``domain x.com`` and ``x.com`` at one WHOIS server are one."""
    match question:
        case Whois():
            return Whois(question.server.lower(), subject(question) or question.query, question.port)
        case Dns():
            return Dns(question.name.lower(), question.type.upper())
        case Rdap():
            return question


RESOLVERS = "dns"
"""The name under which all DNS questions share one turn: it is the resolvers that must not be overrun."""


def server(question: Question) -> str:
    """The server that a question goes to, as ``host:port`` in lower case; ``dns`` for all DNS questions."""
    match question:
        case Whois():
            return f"{question.server.lower()}:{question.port}"
        case Rdap():
            try:
                parts = urlsplit(question.url)
                return f"{parts.hostname or ''}:{parts.port or 443}"
            except ValueError:  # it will be refused when asked
                return ":"
        case Dns():
            return RESOLVERS


def subject(question: Question) -> str:
    """The name that a question is about: an A-label in lower case without final dot, or an empty text where there is none.

    WHOIS: the last word of the query (``-T dn,ace x.de``), without a leading ``=`` (Verisign) or a final ``/e`` (JPRS).
    RDAP: the last path segment of the URL, percent-decoded (RFC 9082, section 3.1). DNS: the name.
    """
    match question:
        case Whois():
            words = question.query.split()
            name = words[-1].removeprefix("=") if words else ""
            name = name[:-2] if name.lower().endswith("/e") else name
        case Rdap():
            try:
                name = unquote(urlsplit(question.url).path.rstrip("/").rpartition("/")[2])
            except ValueError:  # "https://[": no URL at all
                name = ""
        case Dns():
            name = question.name
    return plain_name(name)


def plain_name(name: str) -> str:
    """The name as evidence is indexed by it: an A-label in lower case without final dot."""
    name = name.lower().rstrip(".")
    if name.isascii() or len(name) > 253:  # RFC 1035 ends at 253, and longer ones only cost time
        return name
    import idna  # late: one query in ten thousand is written with accents

    try:
        return idna.encode(name, uts46=True).decode("ascii").lower()
    except UnicodeError:  # IDNAError is one
        return name
