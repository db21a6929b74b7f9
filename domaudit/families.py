"""Endings that share a registry's procedures and rules: one name for the family of ``fr``, ``re`` and ``yt``, or for all gTLDs."""

from __future__ import annotations

from domaudit.data import load

_DATA = "remedies/steps.yaml"


def family(zone: str) -> str | None:
    """The family of endings that share their procedures (``re`` → ``afnic``, ``co.uk`` → ``uk``, ``paris`` → ``gtld``), if any."""
    data = load(_DATA)
    last = zone.rpartition(".")[2]
    for name, zones in data["families"].items():
        if last in zones:
            return str(name)
    # Zones such as uk.com are run by a company under a gTLD, without ICANN's rules; two letters are countries, xn-- mostly are.
    if "." in zone or len(last) < 3 or last.startswith("xn--") or last in data["not_gtld"]:
        return None
    return "gtld"
