"""Every noun of the program, frozen; the words are those of the field (registrant, registrar, reseller, EPP status).

Nothing here opens a socket, reads a clock or imports anything else of ours. Times are ``datetime`` in UTC.
"""

from domaudit.model.asking import Answer, Ask, Dns, Elsewhere, Limits, NetworkSettings, Pause, Question, Rdap, Whois
from domaudit.model.inventory import (
    Acceptance,
    Attestation,
    Contract,
    Inventory,
    Learned,
    Location,
    OtherRole,
    Party,
    PartyKind,
    PartyStatus,
    Request,
    RequestKind,
    Site,
)
from domaudit.model.judged import Attribution, Evidence, Finding, Index, Remedy, Report, SiteReport, Step
from domaudit.model.observed import Contact, DnsObservation, Observation, Observed, Reading, Record, Source
from domaudit.model.words import Authority, Confidence, Holder, Key, Outcome, Role, Severity, Text, Verdict

__all__ = [
    "Acceptance",
    "Answer",
    "Ask",
    "Attestation",
    "Attribution",
    "Authority",
    "Confidence",
    "Contact",
    "Contract",
    "Dns",
    "DnsObservation",
    "Elsewhere",
    "Evidence",
    "Finding",
    "Holder",
    "Index",
    "Inventory",
    "Key",
    "Learned",
    "Limits",
    "Location",
    "NetworkSettings",
    "Observation",
    "Observed",
    "OtherRole",
    "Outcome",
    "Party",
    "PartyKind",
    "PartyStatus",
    "Pause",
    "Question",
    "Rdap",
    "Reading",
    "Record",
    "Remedy",
    "Report",
    "Request",
    "RequestKind",
    "Role",
    "Severity",
    "Site",
    "SiteReport",
    "Source",
    "Step",
    "Text",
    "Verdict",
    "Whois",
]
