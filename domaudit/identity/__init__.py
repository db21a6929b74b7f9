"""Pure text: are two names, e-mails, phones or identifiers the same party's, and why. Nothing here knows of clients and providers."""

from domaudit.identity.alphabets import looks_like
from domaudit.identity.folding import MAX_LENGTH, fold, form_of, split_form
from domaudit.identity.functions import has_function_word, is_function
from domaudit.identity.identifiers import Identifier, identifier, identifier_aside, stands_in
from domaudit.identity.likeness import DIFFERENT, Kind, Likeness, compare
from domaudit.identity.mail import addresses, email_domains, same_email, under
from domaudit.identity.persons import looks_like_person, may_be_person, names_trade
from domaudit.identity.phones import e164, same_phone

__all__ = [
    "DIFFERENT",
    "MAX_LENGTH",
    "Identifier",
    "Kind",
    "Likeness",
    "addresses",
    "compare",
    "e164",
    "email_domains",
    "fold",
    "form_of",
    "has_function_word",
    "identifier",
    "identifier_aside",
    "is_function",
    "looks_like",
    "looks_like_person",
    "may_be_person",
    "names_trade",
    "same_email",
    "same_phone",
    "split_form",
    "stands_in",
    "under",
]
