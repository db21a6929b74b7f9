"""``domaudit doctor``: what this machine has, whom it reaches, and what to mend."""

from __future__ import annotations

import os
import sys

from domaudit.cli import speaking
from domaudit.cli.options import EvidenceOption, Format, FormatOption, LangOption, OfflineOption, RegistriesOption
from domaudit.cli.streams import unread_is_no_failure

EPILOG = "Exit codes: 0 this machine was looked at, whatever there is to mend; 2 usage wrong."


def doctor(
    format: FormatOption = Format.terminal,
    evidence: EvidenceOption = None,
    offline: OfflineOption = False,
    registries: RegistriesOption = None,
    lang: LangOption = None,
) -> int:
    """Look at this machine: versions, places, terminal, proxy, whom it reaches by DNS, RDAP and WHOIS; say what to mend."""
    from domaudit import checking
    from domaudit.checkup import Terminal
    from domaudit.examining import examine
    from domaudit.lookups.registries import load_registries
    from domaudit.report import screens
    from domaudit.report.commands import doctor

    language, screen = speaking.language(lang), screens.screen_of(sys.stdout)
    variable = speaking.variable(os.environ, lang)
    terminal = Terminal(language, variable, sys.stdout.encoding or "ascii", screen.width, screen.tty, screen.color, screen.links)
    cache, served = checking.cache_folder(), load_registries(str(registries) if registries else None)
    found = examine(served, evidence or cache / checking.EVIDENCE, cache, terminal, offline=offline)
    with unread_is_no_failure():
        doctor.write_stream(found, format.value, sys.stdout, lang=language, offline=offline)
    return 0
