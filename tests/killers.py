"""Texts on which python-whois backtracks for minutes or for ever: the domain that chooses its patterns, the text's beginning, its unit.

Found by reading its patterns (`X\\s*(?:.*\\n){5}\\s*Y`, `(?:^\\s*.*\\s+)*`, `(?<=X)[\\s\\S]*?Y:`), and tried.
"""

from __future__ import annotations

KILLERS: dict[str, tuple[str, str, str]] = {
    "jp": ("kakuu.co.jp", "Contact Information:\n", "x\n\n"),
    "ch": ("fictif.ch", "Holder of domain name:", " "),
    "dk": ("opdigtet.dk", "Registrant", " "),
    "it": ("finto.it", "", "Registrant"),
    "sk": ("vymysleny.sk", "", "Contact"),
    "mx": ("inventado.mx", "", "Registrant"),
    "tr": ("kurgusal.com.tr", "", "** Administrative Contact:"),
    "ve": ("inventado.com.ve", "Titular:", " "),
}


def killer(name: str, size: int) -> tuple[str, bytes]:
    """The domain and ``size`` bytes of one text."""
    domain, head, unit = KILLERS[name]
    return domain, (head + unit * (size // len(unit) + 1)).encode()[:size]
