"""The end of each help page: a line or two that one may type as they stand, each with what it is for, and where to look next.

The words are in English here; their French is in the catalogue, as that of all help.
"""

from __future__ import annotations

EXAMPLES: dict[str, tuple[tuple[str, str], ...]] = {
    "": (
        ("domaudit inspect dupont.example", "Who holds this domain? No file is needed."),
        ("domaudit check inventory.yaml", "Are my clients' domains in my clients' hands?"),
    ),
    "init": (
        ("domaudit init", "A few questions, then your first inventory."),
        (
            'domaudit init --provider "Studio Pixel" --from export.csv --learn',
            "From a list of domains, and what the provider's own record shows.",
        ),
    ),
    "doctor": (("domaudit doctor", "Why does nobody answer?"),),
    "check": (
        ("domaudit check", "Audit the domains in inventory.yaml, in this folder."),
        ("domaudit check clients.yaml -o report.html -o report.json", "The same on the screen, as a page and for programs."),
        ("domaudit check --since report.json -o report.json --fail-on change", "Every night: say what has changed since the last run."),
    ),
    "inspect": (
        ("domaudit inspect dupont.example", "What does the public record say?"),
        (
            'domaudit inspect dupont.example --client "Boulangerie Dupont" --provider "Studio Pixel"',
            "Is it in the name of this client, or of the web agency?",
        ),
    ),
    "letter": (
        ("domaudit letter dupont.example -o letter.html", "A kind first letter, ready to print; the parties stand in inventory.yaml."),
        ("domaudit letter dupont.example --kind reminder --record", "A reminder, noted in the inventory."),
    ),
    "clause": (
        (
            'domaudit clause --client "Boulangerie Dupont" --provider "Studio Pixel" -o clause.html',
            "The clause with both names filled in, ready to print.",
        ),
    ),
    "handover": (("domaudit handover inventory.yaml --only dupont.example -o handover", "The exit kit for one site."),),
    "prove": (('domaudit prove dupont.example --client "Boulangerie Dupont"', "The record for the DNS, and the line for the inventory."),),
    "explain": (
        ("domaudit explain held-by-provider", "What does this finding mean, and what is there to do?"),
        ("domaudit explain gandi", "Where things are at this registrar."),
    ),
    "tlds": (("domaudit tlds fr .co.uk", "Who is asked about these endings, and what they publish."),),
    "schema": (("domaudit schema inventory -o inventory.schema.json", "The schema of the inventory, for an editor."),),
    "evidence": (("domaudit evidence show dupont.example", "The raw answers about a domain."),),
    "evidence verify": (("domaudit evidence verify evidence.jsonl", "Is the file whole?"),),
    "evidence merge": (("domaudit evidence merge one.jsonl two.jsonl -o all.jsonl", "The answers of two machines in one file."),),
    "evidence forget": (("domaudit evidence forget dupont.example --evidence evidence.jsonl", "What was answered about it is gone."),),
    "evidence show": (("domaudit evidence show dupont.example --evidence evidence.jsonl", "The raw answers about a domain."),),
    "evidence diff": (("domaudit evidence diff before.jsonl after.jsonl", "What has a handover changed?"),),
    "evidence import": (
        ('domaudit evidence import dupont.example whois.txt --from "the registry, by mail"', "A printout of WHOIS, added to the file."),
    ),
}
"""The words after ``domaudit`` → lines that are right as they stand, and what each is for."""

SEE_ALSO: dict[str, tuple[str, ...]] = {
    "init": ("check", "schema"),
    "doctor": ("tlds",),
    "check": ("inspect", "letter", "explain"),
    "inspect": ("check", "letter", "tlds"),
    "letter": ("check", "clause", "prove"),
    "clause": ("letter", "handover"),
    "handover": ("check", "clause", "prove"),
    "prove": ("check", "letter"),
    "explain": ("tlds",),
    "tlds": ("inspect", "explain"),
    "evidence": ("check",),
}
"""The words after ``domaudit`` → the commands to look at next."""
