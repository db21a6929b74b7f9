"""The report for a job's log is short: each site's verdict and line, each finding's record and next step."""

from __future__ import annotations

import re

import pytest

from tests.command import run

EXAMPLE = ("check", "examples/inventory.yaml", "--offline", "--evidence", "examples/evidence.jsonl", "--for", "ci")


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_nine_domains_are_less_than_a_hundred_lines(lang: str) -> None:
    ran = run(*EXAMPLE, "--lang", lang)
    lines = ran.out.splitlines()
    assert (ran.code, len(lines) < 100, max(map(len, lines)) <= 80) == (1, True, True)
    assert lines[0].startswith("Audit ")
    assert lines[-1].endswith(" 1")  # the exit code
    assert len(re.findall(r"^[^\w\s] \S+-exemple-fictif\.\w+ · ", ran.out, re.MULTILINE)) == 8  # the ninth is healthy
    assert "jm@pixel-mail.example" not in ran.out


def test_a_finding_has_its_line_and_its_next_step() -> None:
    told = run(*EXAMPLE).out
    assert "✗ boulangerie-dupont-exemple-fictif.fr · held by the provider (sure) ·\n  examples/inventory.yaml:25\n" in told
    assert (
        "  - The provider is the registered holder\n    > rdap.nic.fr (RDAP), registrant name: “STUDIO PIXEL”\n      Today · Put copies"
        in told
    )
    assert "We could not conclude" in told
    assert told.count("This job cannot mend these") == 1


def test_verbose_tells_all() -> None:
    assert run(*EXAMPLE, "--verbose").out.count("What the record says") > 5
