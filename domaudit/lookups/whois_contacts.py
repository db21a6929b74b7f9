"""From what was read of a party to a contact: which bare line is the person, which the organisation, and what is withheld."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from domaudit import privacy
from domaudit.identity import has_function_word
from domaudit.lookups.whois_blocks import Party
from domaudit.lookups.whois_labels import is_latin, legal_forms, meaning, withheld_words, word_kind
from domaudit.model import Contact

_EMAIL: Final = re.compile(r"[^\s<>()\[\],;:\"]{1,64}@[A-Za-z0-9.-]{1,253}")
_URL: Final = re.compile(r"https?://[^\s<>\"]{1,500}")
_CODE_BEHIND: Final = re.compile(r" \((?:template )?([A-Z0-9]{1,12}[-.][A-Z0-9-]{1,40}|[A-Za-z0-9.-]{1,80}-(?:dom|DOM))\)$")
_CODE_ALONE: Final = re.compile(r"^\(([A-Za-z0-9.-]{1,40}[-.][A-Za-z0-9]{1,20})\)$")
_CODE_FIRST: Final = re.compile(r"^[A-Z]{2,10}-?\d{3,12}(?:-[A-Z]{2,12})?$")  # "ABCD-0001-NLNIC" above the name
_SURNAME_FIRST: Final = re.compile(r"^[^\W\d_]{2,30}, [^\W\d_]{2,30}$")
_HOSTNAME: Final = re.compile(r"^[\w-]{1,63}(?:\.[A-Za-z-]{2,63}){1,3}$")
_WIDE: Final = re.compile(r" {2,}|\t")
# "hidden", "***N/A***", "HIDDEN! Details at …", "redacted | policy", "hidden upon request"
_WORD_ALONE: Final = re.compile(r"^\W{0,9}([\w/]{1,40})(?:\W*$|\s*[|!:;(*-]|\s(?:for|upon|by|due|because|on|at|per|under|to)\b)")
_WORDS: Final = re.compile(r"[\w'’.&+-]+")
_NOTHING: Final = frozenset({"", "-", "--", "---", "none", "null", "n", ".", "not.defined."})
_PLACEHOLDERS: Final = frozenset({"n/a", "na", "-", "--", "~", "none", "null", "."})
_HANDLE: Final = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_-]{3,63}$")


def contact(party: Party, *, holder_is_handle: bool = False) -> Contact | None:
    """The contact that ``party`` states, or None where it states nothing; the words of a redaction stay in name and organization."""
    fields = {name: [value for value in values if value.casefold() not in _NOTHING] for name, values in party.unwrapped().items()}
    kind = next((found for found in map(word_kind, fields.get("kind", [])) if found), None)
    lines, email_beside, code_beside, person_at = _told(party.lines)
    handle = _first(fields, "handle")
    if len(lines) > 1 and _CODE_FIRST.match(lines[0]) and not any(c.isdigit() for c in lines[1]):
        handle, lines = handle or lines[0], lines[1:]
    if len(lines) == 1 and (is_handle(lines[0]) or (holder_is_handle and " " not in lines[0])):
        handle, lines = handle or lines[0], []
    name, organization = _person(fields), _first(fields, "organization", "organization_local")
    if lines:
        name, organization = _named(lines, name, organization, party.holder or kind == "organization", person_at)
    if kind == "organization" and name and not organization:
        name, organization = None, name
    name, code = _without_code(name)
    organization, other_code = _without_code(organization)
    email_told = _first(fields, "email") or email_beside
    email, uri = _email(email_told)
    said = {
        "name": name,
        "organization": organization,
        "email": email or email_told,
        "handle": handle or code or other_code or code_beside,
        "country": _first(fields, "country") or next((line for line in party.lines[11:0:-1] if len(line) == 2 and line.isupper()), None),
        "region": _first(fields, "region"),
        "street": _street(fields.get("street", [])[:12]),
        "phone": _first(fields, "phone"),
    }
    withheld = tuple(field for field, value in said.items() if value and _is_kept_back(field, value))
    result = Contact(
        name=name,
        organization=organization,
        email=email,
        handle=None if "handle" in withheld else said["handle"],
        country=None if "country" in withheld else said["country"],
        region=None if "region" in withheld else said["region"],
        street=None if "street" in withheld else said["street"],
        phone=None if "phone" in withheld else said["phone"],
        kind=kind,
        contact_uri=uri,
        redacted=withheld,
    )
    return None if result in (Contact(), Contact(kind=kind)) else result


def _street(lines: Sequence[str]) -> str | None:
    """The address in one line, without the lines that are withheld; the words of withholding where all are."""
    told = [line for line in lines if not is_withheld(line)]
    return ", ".join(told) or (lines[0] if lines else None)


def _first(fields: Mapping[str, Sequence[str]], *names: str) -> str | None:
    return next((value for name in names for value in fields.get(name, ())), None)


def _person(fields: Mapping[str, Sequence[str]]) -> str | None:
    """The name, of its two parts where the registry writes them apart."""
    name = _first(fields, "name") or _bare(_first(fields, "contact"))
    given, family = _first(fields, "given"), _first(fields, "family")
    if name and given and not family and given not in name:
        return f"{given} {name}"
    return name or " ".join(part for part in (given, family) if part) or None


def _is_kept_back(field: str, value: str) -> bool:
    """Whether a field holds words of withholding; of names, ``privacy`` alone judges: "On Request Media" is a company."""
    return privacy.recognise(value) is not None if field in ("name", "organization") else is_withheld(value)


def is_withheld(value: str) -> bool:
    """Whether ``value`` is words of withholding and not a value ("hidden", and not "Hidden Valley Bakery")."""
    phrases, words = withheld_words()
    folded = value.casefold()
    for phrase in phrases:
        if phrase in folded:
            return True
    alone = _WORD_ALONE.match(folded)
    return alone is not None and alone[1] in words


def is_handle(value: str) -> bool:
    """Whether ``value`` looks like a registry's code for a contact and not like a name: one word with a figure in it."""
    return bool(_HANDLE.match(value)) and any(c.isdigit() for c in value)


def _email(text: str | None) -> tuple[str | None, str | None]:
    if not text:
        return None, None
    plain = text.replace(" AT ", "@").replace(" [at] ", "@").replace("[at]", "@").replace("(at)", "@")
    found = _EMAIL.search(plain)
    url = _URL.search(text)
    if found and not (url and url.start() < found.start()):
        return found[0].lower().rstrip("."), None
    return None, url[0] if url else None


def _bare(value: str | None) -> str | None:
    """A contact person's line without the e-mail address that stands beside it."""
    return _WIDE.split(value, maxsplit=1)[0] if value and "@" in value else value


def _without_code(value: str | None) -> tuple[str | None, str | None]:
    """Part "FICTION PTE. LTD. (SGNIC-ORG1)" into the name and the registry's code."""
    found = _CODE_BEHIND.search(value) if value else None
    if not value or not found or not (any(c.isdigit() for c in found[1]) or found[1].lower().endswith("-dom")):
        return value, None
    return value[: found.start()].rstrip(), found[1]


def _told(lines: list[str]) -> tuple[list[str], str | None, str | None, int | None]:
    """The bare lines at the top that can be names, without what stands beside them; the first e-mail address, and the first code.

    Last comes the place of the name that the address stands beside: a person's.
    """
    person_at: int | None = None
    names: list[str] = []
    email: str | None = None
    code: str | None = None
    while len(lines) > 1 and lines[0].casefold() in _PLACEHOLDERS:  # "N/A", and the name beneath it
        lines = lines[1:]
    for number, line in enumerate(lines[:12]):
        found, _ = _email(line)
        email = email or found
        if number > 3 or len(names) < number:
            continue
        # "Universidad  (abc1-dom)      a@b.example": the name, and what the registry set beside it
        name, *beside = _WIDE.split(line) if found or ")" in line else [line]
        code = code or next((match[1] for match in map(_CODE_ALONE.match, beside) if match), None)
        name = _EMAIL.sub("", name.replace("[at]", "@")).strip(" <>[],;") if found else name.strip()
        name = name.removesuffix("()").strip()
        if name and (number == 0 or (name.casefold() not in _NOTHING and (":" not in name or meaning(name.split(":")[0]) is None))):
            if found and person_at is None:
                person_at = len(names)
            if not names or name.casefold() != names[-1].casefold():
                names.append(name)
    return names, email, code, person_at


def _named(
    lines: list[str], name: str | None, organization: str | None, holder: bool, person_at: int | None = None
) -> tuple[str | None, str | None]:
    """Tell person and organisation among the first bare lines of a block. Only the first line is sure to be one of them."""
    first = lines[0]
    if len(lines) > 1 and _is_company_in_two_scripts(*lines[:2]):
        first = f"{first} / {lines[1]}"
        lines = [first, *lines[2:]]
    if name and not organization:
        return name, first
    if organization and not name:
        return (first if first != organization else None), organization
    if name or organization:
        return name, organization
    second = lines[1] if len(lines) > 1 else None
    if second and is_legal_form(second):  # "Gebr. Niemand", and "oHG" beneath it
        return None, f"{first} {second}"
    if second and not _is_place(second) and person_at == 1:
        return second, first
    if (
        second
        and not _is_place(second)
        and person_at == 0
        and len(lines) > 2
        and any(c.isdigit() for c in lines[2])
        and not has_legal_form(first)
    ):
        return first, second
    if has_legal_form(first):
        person = second if second and not _is_place(second) and has_function_word(second) else None
        return person, first
    if second and not _is_place(second) and (has_legal_form(second) or (_SURNAME_FIRST.match(first) and _HOSTNAME.match(second))):
        return first, second
    third = lines[2] if len(lines) > 2 else None
    if third and second and has_legal_form(third) and not _is_place(second) and not _is_place(third):
        return f"{first} {second}" if len(first.split()) == len(second.split()) == 1 else first, third
    if second and has_function_word(second) and not _is_place(second):
        return second, first
    return (None, first) if holder else (first, None)


def _is_company_in_two_scripts(first: str, second: str) -> bool:
    """Whether two lines are one company's name in the country's script and in Latin: both say that they are a company."""
    return is_latin(first) != is_latin(second) and all(
        any(c.isalpha() for c in line) and has_legal_form(line) and not _is_place(line) for line in (first, second)
    )


def is_legal_form(line: str) -> bool:
    """Whether ``line`` is a legal form and nothing more."""
    return line.casefold().replace(".", "").strip() in legal_forms()


def has_legal_form(line: str) -> bool:
    """Whether a legal form, or a word that only organisations bear, stands in ``line``."""
    folded = line.casefold()
    words = [word.replace(".", "").strip("-&+") for word in _WORDS.findall(folded)]
    forms = legal_forms()
    pairs = {
        "".join(words[at : at + size])
        for size in (2, 3)
        for at in range(len(words) - size + 1)
        if all(len(w) <= 2 for w in words[at : at + size])
    }
    return any(word in forms for word in words[:12]) or bool(pairs & forms) or any(form in folded for form in forms if not form.isascii())


def _is_place(line: str) -> bool:
    return any(c.isdigit() for c in line) or line.count(",") > 1 or (len(line) == 2 and line.isupper())
