"""What the options and the answers of ``domaudit init`` say: at most five questions, and none that was answered already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from domaudit.cli import speaking
from domaudit.cli.interview import Interview, needed, on_a_terminal, spoken
from domaudit.cli.options import Language
from domaudit.cli.started import tell_read
from domaudit.cli.streams import for_people
from domaudit.errors import DomauditError, UsageError, quoted, said

if TYPE_CHECKING:
    from collections.abc import Container

    from domaudit.catalogue import Lang
    from domaudit.starting.draft import Draft
    from domaudit.starting.listing import Listing, Skipped


class Answers:
    """What the options and the answers say."""

    listing: Listing

    def __init__(self, client: str | None, provider: str | None, own: Sequence[str], lang: Language | None, zones: Container[str]) -> None:
        from domaudit.starting.draft import own_domain

        self.zones, self.lang = zones, lang
        self.client = needed(client) if client is not None else ""
        self.provider = needed(provider) if provider is not None else ""
        try:
            self.own = [own_domain(name, zones) for name in own]
        except DomauditError as error:
            raise UsageError(error.message, where="--provider-domain", hint=error.hint) from None
        self.language: Lang = speaking.language(lang)
        if self.client and self.provider:
            self._two(self.client, self.provider)

    def complete(self, listing: Listing | None, *, quiet: bool) -> None:
        """Ask for what is missing where somebody is there to be asked. Raises ``UsageError`` where nobody is."""
        sides = self._missing(listing)
        if listing is not None and not sides:
            self.listing = listing
            return
        if not on_a_terminal():
            missing = [f"--{side} {speaking.say(said('NAME'))}" for side in sides]
            missing += [f"--from {speaking.say(said('FILE'))}"] if listing is None else []
            raise UsageError(said("there is no terminal to ask on"), where="init", hint=said("give {options}", options=", ".join(missing)))
        interview = Interview()
        if listing is None:
            listing = interview.domains(
                said("Which domains? Paste them, then press Enter twice; or name a file: a list, a CSV export, a mail.")
            )
            tell_read(listing, quiet)
        self.listing = listing
        for side in self._missing(listing):
            if side == "client":
                question = said("Who should hold them? The client's name as on its papers: this is the name we look for in the record.")
                self.client = interview.ask(question, self._client)
            else:
                question = said("Who looks after them? The agency or freelancer: you will be told where its name stands instead.")
                self.provider = interview.ask(question, self._provider)
        if not self.own:
            question = said(
                "The provider's own domain? It is what follows the @ in its e-mails; its servers are recognised by it too. Enter to skip."
            )
            self.own = interview.ask(question, self._own)
        if self.lang is None:
            question = said("The language of reports and letters, en or fr? Enter for {default}.", default=self.language)
            self.language = speaking.language(Language(interview.ask(question, lambda text: spoken(text, self.language))))
        print(file=for_people())

    def _missing(self, listing: Listing | None) -> list[str]:
        """The sides that neither an option nor every row of the list names."""
        return [
            side
            for side in ("client", "provider")
            if not getattr(self, side) and not (listing and listing.entries and all(getattr(entry, side) for entry in listing.entries))
        ]

    def draft(self) -> tuple[Draft, list[Skipped]]:
        """The draft that all of it makes, and what was left out."""
        from domaudit.starting.draft import drafted

        return drafted(self.listing, self.client, self.provider, self.own, self.zones)

    def _client(self, text: str) -> str:
        name = needed(text)
        if self.provider:
            self._two(name, self.provider)
        return name

    def _provider(self, text: str) -> str:
        name = needed(text)
        if self.client:
            self._two(self.client, name)
        return name

    def _own(self, text: str) -> list[str]:
        from domaudit.starting.draft import own_domain

        words = text.replace(",", " ").split()
        skip = said("write it such as studio.example, or press Enter to skip")
        if words and not any("." in word for word in words):  # "no idea"
            raise UsageError(said("{text} is not a whole domain name", text=quoted(text)), hint=skip)
        try:
            return [own_domain(word, self.zones) for word in words]
        except DomauditError as error:
            raise UsageError(error.message, hint=error.hint or skip) from None

    @staticmethod
    def _two(client: str, provider: str) -> None:
        from domaudit.inventory.parties import same_party
        from domaudit.model import Party

        if same := same_party(Party(client), Party(provider)):
            raise UsageError(same[0], hint=same[1])
