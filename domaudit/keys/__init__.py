"""Who holds each key of a domain, with the reason, the source, the field and its words."""

from __future__ import annotations

from collections.abc import Sequence

from domaudit.cases import Claim
from domaudit.keys.contacts import NOTHING_SEEN, contact_in, distinct, registrant, registrant_email, registrar_account, theirs
from domaudit.keys.zone import challenge_seen, mail, nameservers, web
from domaudit.model import Attribution, Key, Observed, Role, Site

__all__ = ["NOTHING_SEEN", "attribute", "challenge_seen", "distinct", "theirs"]


def attribute(site: Site, observed: Observed, said: Sequence[Claim]) -> dict[Key, Attribution]:
    """Who holds each key of a site; every key is present, and says why."""
    return {
        Key.REGISTRANT: registrant(said),
        Key.REGISTRANT_EMAIL: registrant_email(site, observed),
        Key.ADMINISTRATIVE: contact_in(Role.ADMINISTRATIVE, site, observed),
        Key.TECHNICAL: contact_in(Role.TECHNICAL, site, observed),
        Key.BILLING: contact_in(Role.BILLING, site, observed),
        Key.REGISTRAR_ACCOUNT: registrar_account(site, observed),
        Key.NAMESERVERS: nameservers(site, observed),
        Key.MAIL: mail(site, observed),
        Key.WEB: web(site, observed),
    }
