"""The parties of an answer, and the blocks that a record points to ("holder-c: X" and, elsewhere, "nic-hdl: X")."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from domaudit.lookups.whois_labels import CONTACT_ROLES, Meaning, Registry, fold, is_key, meaning
from domaudit.lookups.whois_lines import Line

_POINTING = CONTACT_ROLES | {"registrar"}


@dataclass(slots=True)
class Party:
    """What the answer says of one party: the fields by name, and the bare lines of its section.

    ``holder`` where the label was holder, owner or the like; ``block`` where the party was read from a block that the record points to;
    ``person`` where it is the contact of a registrant that was told before. ``wrapped`` are the bare lines right below a name: more of it
    where the address has labels of its own (``addressed``), else the address itself.
    """

    roles: tuple[str, ...]
    holder: bool = False
    lines: list[str] = field(default_factory=list)
    fields: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    block: bool = False
    orphan: bool = False
    person: bool = False
    addressed: bool = False
    named_by: dict[str, str] = field(default_factory=dict)  # field to the label that told it
    wrapped: dict[str, list[str]] = field(default_factory=dict)

    def unwrapped(self) -> dict[str, list[str]]:
        """The fields, with each name whole and its further lines no part of the address."""
        if not (self.wrapped and self.addressed):
            return self.fields
        fields = {name: list(values) for name, values in self.fields.items()}
        for name, lines in self.wrapped.items():
            fields[name][0] = " ".join((fields[name][0], *lines))
            names = set(lines)
            fields["street"] = [line for line in fields["street"] if line not in names]
        return fields

    @property
    def empty(self) -> bool:
        """Whether nothing at all was said."""
        return not self.lines and not any(self.fields.values())


@dataclass(slots=True)
class Found:
    """All that was read: the parties in order, and the fields of the registration."""

    parties: list[Party] = field(default_factory=list)
    domain: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


@dataclass(frozen=True, slots=True)
class Blocks:
    """Where the blocks stand that the record points to.

    ``by_key`` gives the party of a key, ``key_of`` the key of a paragraph; ``first`` is the first such paragraph (-1 where there is none);
    ``home`` are the paragraphs that speak of the domain itself.
    """

    by_key: dict[str, Party]
    key_of: dict[int, str]
    first: int
    home: frozenset[int]


def told(line: Line, facts: Registry) -> Meaning | None:
    """What the label of ``line`` means in this zone."""
    if not line.label:
        return None
    return (facts.labels.get(fold(line.label)) if facts.labels else None) or meaning(line.label)


def unrepeated(lines: Sequence[Line]) -> Sequence[Line]:
    """Read a label that stands before every line of one address ("Owner : Jo", "Owner : 1 Model Road", …) as the head of a section.

    Three such lines at least, of which a later one is no name: two holders, or three codes, stay what they are.
    """
    result = list(lines)
    start = 0
    for end in range(1, len(result) + 1):
        if (
            end < len(result)
            and result[end].label
            and result[end].label == lines[start].label
            and not (result[end].gap or result[end].comment)
        ):
            continue
        if end - start >= 3 and _is_address(lines[start:end]):
            indent = lines[start].indent + 1
            result[start + 1 : end] = [one._replace(text=one.value, label=None, value="", indent=indent) for one in lines[start + 1 : end]]
        start = end
    return result


def _is_address(run: Sequence[Line]) -> bool:
    said = meaning(run[0].label or "")
    if said is None or said.field or not CONTACT_ROLES & set(said.roles) or not any(" " in one.value for one in run):
        return False
    return any(any(c.isdigit() for c in one.value) or (len(one.value) == 2 and one.value.isupper()) for one in run[1:])


def separated(lines: Sequence[Line], facts: Registry) -> Sequence[Line]:
    """Put a paragraph's end where a block begins without a blank line.

    That is at a key that the same paragraph has pointed to above, and, where keys open the blocks (as AFNIC's do; NIC.AT's close them), at
    every further key that the record points to.
    """
    pointed: set[str] = set()
    above: set[str] = set()
    paragraph, later, opened = -1, 0, False
    result: list[Line] = []
    for line in lines:
        first = line.paragraph != paragraph
        if first:
            paragraph = line.paragraph
            above.clear()
        key = line.value.casefold() if line.label and not line.comment else ""
        begins = bool(key) and is_key(line.label or "")
        if first:
            opened = begins
        elif begins and (key in above or (opened and key in pointed)):
            later += 1
            above.discard(key)
            opened = True
        if key and not begins:
            said = told(line, facts)
            if said and not said.field and CONTACT_ROLES & set(said.roles):
                above.add(key)
                pointed.add(key)
        result.append(line._replace(paragraph=line.paragraph + later) if later else line)
    return result


def find(lines: Sequence[Line], facts: Registry, home: frozenset[int]) -> Blocks:
    """Match every pointer of the record with the block whose key it names, wherever it stands; linear in the number of lines."""
    keys: dict[str, list[int]] = defaultdict(list)
    for line in lines:
        if line.label and line.value and " " not in line.value and is_key(line.label) and not line.comment:
            paragraphs = keys[line.value.casefold()]
            if len(paragraphs) < 2 and line.paragraph not in paragraphs:
                paragraphs.append(line.paragraph)
    by_key: dict[str, Party] = {}
    key_of: dict[int, str] = {}
    for line in lines:
        said = told(line, facts)
        if said is None or not line.value or line.comment or said.field not in ("", "handle") or not _POINTING & set(said.roles):
            continue
        key = line.value.casefold()
        block = next((paragraph for paragraph in keys.get(key, ()) if paragraph != line.paragraph), None)
        if block is None:
            continue
        party = by_key.setdefault(key, Party((), block=True))
        party.roles = tuple(dict.fromkeys((*party.roles, *said.roles)))
        key_of.setdefault(block, key)
    return Blocks(by_key, key_of, min(key_of, default=-1), _whole_home(lines, home))


def _whole_home(lines: Sequence[Line], home: frozenset[int]) -> frozenset[int]:
    """Where the domain stands in a paragraph of its own, the next one, if it is no contact's block, speaks of the domain too."""
    sizes = Counter(line.paragraph for line in lines if not line.comment)
    keyed = {line.paragraph for line in lines if line.label and is_key(line.label)}
    later = dict(itertools.pairwise(sorted(sizes)))
    return home | {later[one] for one in home if sizes[one] <= 3 and one in later and later[one] not in keyed}
