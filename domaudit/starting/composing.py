"""An inventory as a file for people: YAML whose comments say in plain words what may be added. Pure.

Every text is written so that it reads back as itself: plain where no reader of YAML could take it for something else, else in double
quotes, in which JSON's escapes are YAML's (YAML 1.2, section 1.3).
"""

from __future__ import annotations

import json
import re
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from domaudit import identity, texts
from domaudit.catalogue import Lang
from domaudit.cleaning import visible
from domaudit.starting.draft import Draft, Place, Proposal

_PLAIN: Final = re.compile(r"[^\W\d_](?:[\w.&/()+@' -]*[\w.)])?")
_WORDS_OF_YAML: Final = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_NOT_KEY: Final = re.compile(r"[^a-z0-9]+")
_TAKEN: Final = (*_WORDS_OF_YAML, "client", "provider")  # as keys: a request is `to: provider`
_KEY_WORDS: Final = 3
_COLUMN: Final = 44
_WIDTH: Final = 96

_KEYS: Final = ("aliases", "identifiers", "emails", "handles", "nameservers")
_EXAMPLES: Final = {  # an empty one differs from language to language: start.SIDE.KEY.example
    "provider": {
        "aliases": "[Pixel Web, Jean Martin]",
        "identifiers": '["SIREN 123 456 782"]',
        "emails": "[jm@pixel-mail.example]",
        "handles": "[SP1234-FRNIC]",
        "nameservers": "[ns1.pixel-dns.example]",
        "domains": "[studio-pixel.example]",
        "phones": '["+33 1 99 00 43 21"]',
        "country": "FR",
        "contact": "",
        "address": "[2 rue du Port, 99999 Ville]",
        "status": "unreachable",
    },
    "client": {
        "aliases": '["Dupont & Filles"]',
        "identifiers": '["SIREN 987 654 324"]',
        "emails": "[contact@dupont-mail.example]",
        "phones": '["+33 1 99 00 12 34"]',
        "kind": "company",
        "country": "FR",
        "contact": "",
        "address": "[1 rue du Four, 99999 Ville]",
    },
}
_EXAMPLE_SITE: Final = (
    ("contract", ("contract: {signed: 2019-03-01, until: 2027-03-01, holder: client, payer: client}",)),
    ("requests", ("requests:", "  - {to: provider, what: change-of-holder, asked: 2026-11-02, reply-by: 2026-11-16}")),
    ("accept", ("accept:", "  - {rule: provider-nameservers, reason: REASON, until: 2027-01-01}")),
)


def compose(draft: Draft, lang: Lang, file: str) -> str:
    """The text of an inventory; ``file`` is what it will be called, for the command in its first lines."""
    return "\n".join([*_Composer(draft, lang).lines(file), ""])


def scalar(text: str) -> str:
    """A text on one line as YAML: as it is, or in double quotes."""
    if _PLAIN.fullmatch(text) and text.casefold() not in _WORDS_OF_YAML:
        return text
    return json.dumps(text, ensure_ascii=False)


def _domain(name: str) -> str:
    """A domain as YAML; one whose ending has no figure is never taken for a number."""
    return name if name.rpartition(".")[2].isalpha() else json.dumps(name, ensure_ascii=False)


def keys_of(names: Sequence[str]) -> dict[str, str]:
    """A short key for each party: the first words of its name, without its legal form, in plain letters; each key is there once."""
    used: Counter[str] = Counter(_TAKEN)
    keys: dict[str, str] = {}
    for name in names:
        words = identity.split_form(identity.fold(name))[0]
        stem = "-".join(part for word in words[:_KEY_WORDS] if (part := _NOT_KEY.sub("-", word).strip("-"))) or "party"
        stem = stem if stem[0].isalpha() else f"party-{stem}"
        key = stem
        while used[key]:
            used[stem] += 1
            key = f"{stem}-{used[stem]}"
        used[key] += 1
        keys[name] = key
    return keys


def _beside(code: str, comment: str) -> str:
    return f"{code:<{_COLUMN}}  # {comment}" if comment else code


class _Composer:
    """One file in one language."""

    def __init__(self, draft: Draft, lang: Lang) -> None:
        self.draft, self.lang = draft, lang
        parties = (draft.provider, *draft.providers, draft.client, *draft.clients)
        self.keys = keys_of([*dict.fromkeys(name for name in parties if name)])

    def lines(self, file: str) -> Iterator[str]:
        # A file's name may hold a newline (and then a key), or bytes that are no text.
        command = "domaudit check" if file in ("inventory.yaml", "-") else f"domaudit check {visible(file)}"
        yield from (*self._comment("head"), f"#   {command}")
        yield from (*self._comment("schema"), "#   domaudit schema inventory -o inventory.schema.json")
        yield from (*self._comment("editor"), "## yaml-language-server: $schema=./inventory.schema.json")
        yield "version: 1"
        yield _beside(f"language: {self.lang}", self._say("language"))
        yield from ("", *self._comment("parties"), "parties:")
        yield from self._parties()
        if self.draft.client or self.draft.provider:
            yield from ("", *self._comment("defaults"))
        for side, name in (("client", self.draft.client), ("provider", self.draft.provider)):
            if name:
                yield f"{side}: {self.keys[name]}"
        yield from ("", "sites:")
        yield from self._sites()
        yield from self._example()

    def _say(self, part: str) -> str:
        return texts.tell(f"start.{part}", self.lang)

    def _comment(self, part: str) -> list[str]:
        """A comment on lines of its own."""
        return textwrap.wrap(self._say(part), _WIDTH, initial_indent="# ", subsequent_indent="# ")

    # --- parties ---

    def _parties(self) -> Iterator[str]:
        providers, clients = set(self.draft.providers), set(self.draft.clients)
        told: set[str] = set()
        for name, key in self.keys.items():
            sides = [side for side, names in (("provider", providers), ("client", clients)) if name in names]
            yield _beside(f"  {key}:", texts.joined([self._say(f"is-{side}") for side in sides], self.lang))
            yield f"    name: {scalar(name)}"
            side = sides[0]
            own, proposals = self.draft.own.get(name, ()), self.draft.proposals.get(name, ())
            if own:
                yield _beside(f"    domains: [{', '.join(map(_domain, own))}]", self._say("provider.domains"))
            for word in _KEYS:
                yield from self._proposed(word, [one for one in proposals if one.key == word])
            if side not in told:  # one party of each side shows what may be said of it
                told.add(side)
                given = {"domains"} if own else set()
                yield from self._optional(side, given | {one.key for one in proposals})

    def _proposed(self, key: str, proposals: Sequence[Proposal]) -> Iterator[str]:
        if not proposals:
            return
        mark = "" if any(one.sure for one in proposals) else "#"
        yield f"    {mark}{key}:"
        for one in proposals:
            before = "      " if one.sure else "    #  " if mark else "      #"  # what stays in its column when the # is gone
            yield _beside(f"{before}- {scalar(one.value)}", one.seen)

    def _optional(self, side: str, given: set[str]) -> Iterator[str]:
        for key, same in _EXAMPLES[side].items():
            if key not in given:
                example = same or self._say(f"{side}.{key}.example")
                yield _beside(f"    #{key}: {example}", self._say(f"{side}.{key}"))

    # --- sites ---

    def _sites(self) -> Iterator[str]:
        clients = self.draft.clients
        by_client: dict[str, list[Place]] = {name: [] for name in clients}
        for site in self.draft.sites:
            by_client[site.client].append(site)
        for number, (name, sites) in enumerate(by_client.items()):
            if len(clients) > 1:
                yield from (["", f"  # {name}"] if number else [f"  # {name}"])
            for site in sites:
                yield f"  - {self._fields(site)}"

    def _fields(self, site: Place) -> str:
        named = [(side, name) for side, name in (("client", site.client), ("provider", site.provider)) if name != getattr(self.draft, side)]
        if not named:
            return _domain(site.domain)
        return "\n".join([f"domain: {_domain(site.domain)}", *(f"    {side}: {self.keys[name]}" for side, name in named)])

    def _example(self) -> Iterator[str]:
        yield from ("", *self._comment("more"), f"  #- domain: {_domain(self.draft.sites[0].domain)}")
        for part, lines in _EXAMPLE_SITE:
            yield f"  #  # {self._say(f'site.{part}')}"
            yield from (f"  #  {line.replace('REASON', self._say('site.accept.reason'))}" for line in lines)
