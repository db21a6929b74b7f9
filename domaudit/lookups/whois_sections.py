"""The reading itself: lines, one after the other, into what they say of each party and of the registration.

Every layout comes down to one question asked of each line: whose is it? A label may say so itself ("Registrant Name"), the section above
may ("Registrant:" and the lines beneath it, "[Holder]", "Owner Contact"), or the block's key may ("nic-hdl: X", where the record says
"holder-c: X"). A line that is nobody's is dropped: it is better to know nothing than to name the wrong one.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from domaudit.lookups import whois_blocks, whois_cut
from domaudit.lookups.whois_blocks import Found, Party
from domaudit.lookups.whois_cut import NAMING
from domaudit.lookups.whois_labels import CONTACT_ROLES, Meaning, Registry, fold, is_contact, meaning
from domaudit.lookups.whois_lines import Line

_ORPHANS: Final = frozenset({"organization", "organization_local", "lines", "email", "phone", "street", "region", "country", "name"})
_OWN_WORDS: Final = frozenset({"domain", "registry", "registration"})  # in a label, they make a date the domain's own
_PLAIN_LENGTH: Final = 120
_SURE_LINES: Final = 3
_HEADER_WORDS: Final = 6


@dataclass(slots=True)
class _Section:
    """The part of the answer that is being read: whose it is, and how far in its head stands."""

    party: Party | None
    roles: tuple[str, ...]
    indent: int
    header_had_value: bool = False
    qualified: bool = False  # opened by "Registrant ID: x", a field and no head
    labelled: bool = False  # its lines carry labels: a bare line continues the value above
    content: bool = False
    closed: bool = False  # no bare line belongs to it any more
    doubt: bool = False  # a head that the reader does not know may have begun another party


@dataclass(frozen=True, slots=True)
class _Pending:
    """A label without a value: the bare lines beneath it are its values. ``party`` is None for a field of the registration."""

    party: Party | None
    field: str
    indent: int
    repeats: bool = False
    level: bool = False  # whether a line that is no further in than the label counts too


class Reader:
    """Reads the lines of one record, once; the function `read` is the way in."""

    def __init__(self, lines: Sequence[Line], facts: Registry, home: frozenset[int], names: frozenset[str], *, cut_off: bool) -> None:
        self._lines, self._facts, self._names = lines, facts, names
        self._truncated = cut_off
        self._cut_off = cut_off or (bool(lines) and lines[-1].torn)
        self._blocks = whois_blocks.find(lines, facts, home)
        self._home = self._blocks.home
        self._block_paragraph = -1  # of the block that is being read
        self._section: _Section | None = None
        self._pending: _Pending | None = None
        self._latest: dict[str, Party] = {}
        self._ahead: Line | None = None  # the line after the one that is being read
        self._named: tuple[Party, str, Line] | None = None  # the name that the line before told
        self.found = Found()

    # --- the walk --------------------------------------------------------------------------------------------------

    def read(self) -> Found:
        """Read the lines in order; never raises."""
        for line, ahead in itertools.zip_longest(self._lines, self._lines[1:]):
            self._ahead = ahead
            named, self._named = self._named, None
            if line.torn and not self._is_safe_torn(line):
                continue
            if line.comment:
                self._comment(line)
                continue
            if line.paragraph in self._blocks.key_of and line.paragraph != self._block_paragraph:
                self._enter_block(line, self._blocks.key_of[line.paragraph])
            elif self._block_paragraph >= 0 and line.paragraph != self._block_paragraph:
                self._section, self._pending, self._block_paragraph = None, None, -1
            told = whois_blocks.told(line, self._facts)
            if line.label is None or (line.column and told is None) or line.label == "":
                self._plain(line, named)
            elif told is None:
                self._unknown(line)
            else:
                self._labelled(line, told)
        last = self._section
        if self._cut_off and last and last.party and not last.header_had_value and len(last.party.lines) < _SURE_LINES:
            last.party.lines.clear()  # the lines that are missing may tell that these are but a part of the name
        whois_cut.drop_half_a_name(last.party if last else None, self._latest, self._lines, self._facts)
        if self._truncated:
            whois_cut.drop_what_may_go_on(self.found, self._lines, self._facts)
        return self.found

    def _is_safe_torn(self, line: Line) -> bool:
        """Whether the line that the text ends in can be believed: a name that is cut off is another name."""
        told = whois_blocks.told(line, self._facts)
        return bool(told and told.domain in ("nameserver", "status")) or bool(
            self._section and "nameservers" in self._section.roles and not line.label
        )

    def _comment(self, line: Line) -> None:
        """A remark of the server counts only where it is the head of a section ("% Registrant:")."""
        told = whois_blocks.told(line, self._facts)
        if told and told.roles and not told.field and not line.value:
            self._open(line, told)

    def _enter_block(self, line: Line, key: str) -> None:
        party = self._blocks.by_key[key]
        if party.empty:
            self.found.parties.append(party)
        self._section = _Section(party, party.roles, -1, labelled=True, content=True)
        self._pending, self._block_paragraph = None, line.paragraph

    # --- lines without a label -------------------------------------------------------------------------------------

    def _plain(self, line: Line, named: tuple[Party, str, Line] | None = None) -> None:
        """A bare line is a head, the value of the label above it, a date in words, or a line of the open section; else nobody's."""
        text = line.value if line.label == "" else line.text
        if not text or len(text) > _PLAIN_LENGTH:
            self._pending = None
            return
        header = self._header(line, text)
        if header is not None:
            self._open(line, header)
            return
        if self._take_pending(line, text) or self._told_in_prose(text):
            return
        section = self._section
        if section is None or section.closed:
            return
        if line.gap and line.indent <= section.indent and (section.content or "nameservers" not in section.roles):
            self._section = None
            return
        if "nameservers" in section.roles:
            self.found.domain["nameserver"].append(text)
        elif section.party is not None:
            told = meaning(text) if len(text) < 20 else None
            if told and told.field == "street" and not told.roles:
                self._pending = _Pending(section.party, "street", line.indent - 1, repeats=True)
            elif section.labelled:
                section.doubt = section.doubt or line.indent <= section.indent
                section.party.fields["street"].append(text)
                if named and named[0] is section.party and not line.gap and line.indent > named[2].indent:
                    section.party.wrapped.setdefault(named[1], []).append(text)
                    self._named = named
            else:
                section.party.lines.append(text)
        section.content = True

    def _told_in_prose(self, text: str) -> bool:
        """Take the date of a sentence of its own ("Record expires on 04-Jan-2016.")."""
        label, on, value = text.partition(" on ")
        told = meaning(f"{label} on") if on and value[:40].strip() else None
        if told and told.domain in ("created", "updated", "expires"):
            self.found.domain[told.domain].append(value.strip(" ."))
            return True
        return False

    def _header(self, line: Line, text: str) -> Meaning | None:
        """A section's head that carries no colon ("Registrant", "Owner Contact"), told from a line of an address by where it stands."""
        section = self._section
        alone = line.gap or section is None or line.indent < section.indent or (section.content and line.indent <= section.indent)
        if line.label == "" or not alone or len(text.split()) > _HEADER_WORDS or text.endswith((".", "!", "?", ",")):
            return None
        told = meaning(text)
        if told and told.domain == "nameserver":
            return Meaning(("nameservers",))
        return told if told and told.roles and not told.field else None

    def _take_pending(self, line: Line, text: str) -> bool:
        """Give a bare line to the label above it that had no value yet."""
        if self._pending is None:
            return False
        pending = self._pending
        deeper = line.indent > pending.indent
        if line.gap or not (deeper or pending.level):
            self._pending = None
            return False
        values = self.found.domain if pending.party is None else pending.party.fields
        values[pending.field].append(text)
        if not (pending.repeats and deeper):
            self._pending = None
        return True

    # --- lines with a label ----------------------------------------------------------------------------------------

    def _unknown(self, line: Line) -> None:
        """A label that the data does not know may end the section: what follows could be anybody's."""
        self._pending = None
        if self._told_in_prose(line.text):
            return
        if not line.value and self._ahead and not self._ahead.label and not self._ahead.gap and (line.label or "").lower() in self._names:
            self._open(line, Meaning(("registrant",), holder=True))  # "x.example:" and the holder beneath it
            return
        section = self._section
        if section is not None and "nameservers" in section.roles and not (line.gap and section.content):
            self.found.domain["nameserver"] += [line.label or "", line.value]
            section.content = True
            return
        if section is None or line.indent > section.indent:
            return
        if line.gap or (not line.value and not section.labelled):
            self._section = None
        elif not line.value or (self._ahead and self._ahead.label and self._ahead.indent > line.indent):
            section.doubt = True
        elif not section.labelled:
            section.closed = True

    def _labelled(self, line: Line, told: Meaning) -> None:
        self._pending = None
        if told.domain:
            self._domain(line, told.domain)
        elif told.roles and not told.field:
            self._party(line, told)
        elif told.roles:
            self._qualified(line, told)
        else:
            self._unqualified(line, told.field)

    def _party(self, line: Line, told: Meaning) -> None:
        """A label that is the party itself: the head of a section, a pointer, or the party's name."""
        if line.paragraph not in self._home and self._home and fold(line.label or "") in self._facts.labels:
            return  # a zone's own meaning of a label holds beside the domain only
        if self._block_paragraph == line.paragraph:
            return  # "registrar:" or "admin-c:" within a contact's own block
        if line.value and line.value.casefold() in self._blocks.by_key:
            self._section = None
            return
        self._open(line, told)

    def _open(self, line: Line, told: Meaning) -> None:
        """Begin the section of a party; the value beside its head, if any, is its first line."""
        self._pending = None
        role = told.roles[0] if told.roles else "other"
        value = "" if line.label is None or line.comment else line.value
        party: Party | None = None
        if role not in ("nameservers", "other"):
            known = self._latest.get(role)
            party = known if known and known.empty and known.roles == told.roles else Party(told.roles, told.holder)
            party.person = party is not known and role == "registrant" and not value and is_contact(line.label or line.text)
            if party is not known:
                self.found.parties.append(party)
                for one in told.roles:
                    self._latest[one] = party
            if value and " " not in value and fold(line.label or "").endswith(" c"):
                party.fields["handle"].append(value)  # RIPE's "owner-c: X" names a block, and never a person
            elif value and value.strip("-"):
                party.lines.append(value)
        elif role == "nameservers" and value:
            self.found.domain["nameserver"].append(value)
        self._section = _Section(party, told.roles, line.indent, bool(value), content=bool(value))

    def _qualified(self, line: Line, told: Meaning) -> None:
        """Give a field whose label says whose it is ("Registrant Name: x") to that party, whatever the section."""
        party = self._latest.get(told.roles[0])
        again = told.field in NAMING and party and party.fields[told.field] and line.value and line.value not in party.fields[told.field]
        if party is None or again or party.roles != told.roles:
            party = Party(told.roles, person=told.roles[0] == "registrant" and is_contact(line.label or ""))
            self.found.parties.append(party)
            for role in told.roles:
                self._latest[role] = party
        if self._section is not None and self._section.party is party:
            self._section.labelled = True
        else:
            # "g [Registrant Code]  ABC1" stands above the lines of the party; any other field of its own ends the section before.
            self._section = _Section(party, told.roles, line.indent, True, qualified=True) if told.field == "handle" else None
        if line.value:
            party.fields[told.field].append(line.value)
            party.named_by.setdefault(told.field, fold(line.label or ""))
        else:
            self._pending = _Pending(party, told.field, line.indent, repeats=told.field == "street")
        party.holder = party.holder or told.holder

    def _unqualified(self, line: Line, name: str) -> None:
        """Give a field ("Name: x") to the section or block that it stands in; outside of any, only what stands beside the domain counts."""
        section = self._section
        if section is not None and section.party is not None and self._blocks.by_key.get(line.value.casefold()) is section.party:
            section.party.fields["handle"].append(line.value)  # the block's key, under whatever label
            return
        role = meaning(line.value) if name in ("contact", "kind") and len(line.value) < 40 and self._block_paragraph < 0 else None
        if role and not role.field and CONTACT_ROLES & set(role.roles):  # "Contact Type: registrant", "contact: administrative"
            self._open(Line(line.text, line.indent, line.paragraph), role)
            return
        if section is not None and line.gap and section.content and line.indent <= section.indent:
            section = self._section = None
        if section is None:
            self._orphan(line, name)
            return
        section.labelled = section.content = True
        if "nameservers" in section.roles:
            self.found.domain["nameserver"].append(line.value)
        elif section.party is not None:
            party = section.party
            if section.doubt and name in NAMING and not party.lines and not party.fields[name]:
                self._section = None
                return
            if name in ("name", "organization") and party.fields[name] and line.value not in party.fields[name] and line.value:
                if section.doubt:
                    self._section = None
                    return
                if party.named_by.get(name) not in (None, fold(line.label or "")):  # told before under another label: no second party
                    if name == "name" and party.fields[name] == party.fields["organization"]:
                        party.fields[name] = [line.value]
                    return
                party = section.party = Party(party.roles, party.holder, block=party.block)
                self.found.parties.append(party)
                for one in party.roles:
                    self._latest[one] = party
            party.addressed = party.addressed or name in ("street", "region")
            if line.value:
                party.fields[name].append(line.value)
                party.named_by.setdefault(name, fold(line.label or ""))
                if name in ("name", "organization") and len(party.fields[name]) == 1:
                    self._named = (party, name, line)
            else:
                self._pending = _Pending(party, name, line.indent, repeats=name == "street")

    def _orphan(self, line: Line, name: str) -> None:
        """Keep a field beside the domain that nobody's label is on ("org: x"): the registrant's, if no other registrant is told."""
        if name == "organization" and not line.value:  # "Organisation:" and its address beneath: the holder's, if no other holder is told
            block = Party(("registrant",), holder=True, orphan=True)
            self.found.parties.append(block)
            self._section = _Section(block, block.roles, line.indent)
            return
        if line.paragraph not in self._home or name not in _ORPHANS or not line.value:
            return
        if name == "name" and fold(line.label or "") in ("name", "names", "nom", "nome", "nombre", "role"):
            return
        party = self._latest.get("orphan")
        if party is None:
            party = self._latest["orphan"] = Party(("registrant",), orphan=True)
            self.found.parties.append(party)
        if name == "lines":
            party.lines.append(line.value)
        else:
            party.fields[name].append(line.value)

    # --- fields of the registration --------------------------------------------------------------------------------

    def _domain(self, line: Line, name: str) -> None:
        """Keep a field of the registration, unless it is a party's own ("created" within a contact)."""
        section = self._section
        if name == "domain":
            self._section = None
            if not line.value:
                self._pending = _Pending(None, "domain", line.indent, level=True)
            return
        if name in ("created", "updated", "transferred", "status") and self._is_partys_own(line, section):
            return
        if name == "nameserver" and not line.value:
            self._section = _Section(None, ("nameservers",), line.indent)
            return
        if section is not None and not section.labelled and line.indent <= section.indent:
            section.closed = True
        if name == "ignore":
            return
        if line.value:
            self.found.domain[name].append(line.value)
            if name == "nameserver":  # "nameservers: ns1" and the others beneath it
                self._pending = _Pending(None, name, line.indent, repeats=True)
        else:
            self._pending = _Pending(None, name, line.indent, repeats=name == "status", level=True)

    def _is_partys_own(self, line: Line, section: _Section | None) -> bool:
        """Whether a date or status is a contact's or a registrar's, not the domain's."""
        if 0 <= self._blocks.first <= line.paragraph and line.paragraph not in self._home:
            return True
        if line.label and _OWN_WORDS & set(fold(line.label).split()):
            return False
        if section is None or section.party is None or section.qualified or (section.header_had_value and line.paragraph in self._home):
            return False
        nested = line.indent > section.indent and not section.header_had_value
        return nested or (section.labelled and not (line.gap and line.indent <= section.indent))


def read(
    lines: Sequence[Line], facts: Registry, home: frozenset[int], names: frozenset[str] = frozenset(), *, cut_off: bool = False
) -> Found:
    """Read the lines of one record: ``facts`` are the zone's, ``home`` the paragraphs that name the domain, ``names`` its spellings.

    ``cut_off`` says that the end is missing: then a name that stands in the last lines, and may go on, is not told.
    """
    return Reader(lines, facts, home, names, cut_off=cut_off).read()
