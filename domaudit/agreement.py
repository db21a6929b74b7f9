"""What in a contact agrees with a party beside the name: its e-mail, its phone, its contact id. None of these ever names the registrant."""

from __future__ import annotations

from collections.abc import Iterator

from domaudit import hosts, privacy
from domaudit.identity import email_domains, same_email, same_phone, under
from domaudit.model import Contact, Evidence, Learned, Party, Text


def agreement(contact: Contact, party: Party, who: str, role: str = "registrant") -> list[tuple[Text, Evidence]]:
    """The e-mail, phone and handle of a contact that are a party's own, each with its reason and line (source number 0)."""
    found = []
    if contact.email and (text := email_reason(contact.email, party, who)):
        found.append((text, Evidence(0, f"{role}.email", contact.email)))
    if contact.phone and phone_is(contact.phone, contact.country, party):
        found.append((Text("reason.phone", {"value": contact.phone, "who": who}), Evidence(0, f"{role}.phone", contact.phone)))
    if contact.handle and (text := handle_reason(contact.handle, party, who)):
        found.append((text, Evidence(0, f"{role}.handle", contact.handle)))
    return found


def email_reason(email: str, party: Party, who: str) -> Text | None:
    """Why an e-mail address is a party's own: declared, or under one of its own domains; ``None`` where it is not.

    A relay of a privacy service forwards to somebody who is not told; a mailbox at a public service is anybody's.
    """
    if privacy.recognise_email(email):
        return None
    if any(same_email(email, own) for own in party.emails):
        return Text("reason.email-exact", {"value": email, "who": who})
    for host in sorted(email_domains(email)):
        for domain in party.domains:
            if under(host, domain) and not hosts.public_mailbox(host):
                return Text("reason.email-domain", {"value": email, "domain": domain, "who": who})
    return next((text for known, text in _learned_emails(email, party, who) if known.sure), None)


def hints(contact: Contact, party: Party, who: str) -> list[tuple[Text, Evidence]]:
    """The e-mail and handle of a contact that also stand on a party's own domain, whose record does not name the party: indices."""
    found = []
    for known, text in _learned_emails(contact.email or "", party, who):
        if not known.sure:
            found.append((text, Evidence(0, "registrant.email", contact.email or "")))
    for known, text in _learned_handles(contact.handle or "", party, who):
        if not known.sure:
            found.append((text, Evidence(0, "registrant.handle", contact.handle or "")))
    return found


def _learned_emails(email: str, party: Party, who: str) -> Iterator[tuple[Learned, Text]]:
    for known in party.learned:
        if known.kind == "email" and same_email(email, known.value):
            yield known, Text("reason.email-learned", {"value": email, "domain": known.domain, "who": who})


def _learned_handles(handle: str, party: Party, who: str) -> Iterator[tuple[Learned, Text]]:
    for known in party.learned:
        if known.kind == "handle" and handle.strip().casefold() == known.value.strip().casefold():
            yield known, Text("reason.handle-learned", {"value": handle, "domain": known.domain, "who": who})


def phone_is(phone: str, country: str | None, party: Party) -> bool:
    """Whether a phone is declared as a party's (E.164)."""
    code = country if country and len(country) == 2 else None  # records also spell countries out
    return any(same_phone(phone, own, code, party.country) for own in party.phones)


def handle_reason(handle: str, party: Party, who: str) -> Text | None:
    """Why a contact handle is a party's: declared, or that of its own domain; handles that stand for many people never are."""
    if privacy.generic_handle(handle):
        return None
    plain = handle.strip().casefold()
    if any(plain == own.strip().casefold() for own in party.handles):
        return Text("reason.handle", {"value": handle, "who": who})
    return next((text for known, text in _learned_handles(handle, party, who) if known.sure), None)
