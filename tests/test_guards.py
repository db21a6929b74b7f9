"""The list of guards stays true: each stands where it says, once, and its tests exist. Whether they notice: ``python -m tests.guards``."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests import guards
from tests.faults import DNS, RDAP, WHOIS

GUARDS = guards.guards()
CASES = {f"{case.kind}-{case.name}" for case in (*RDAP, *WHOIS, *DNS)}


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_a_guard_stands_where_it_says(guard: guards.Guard) -> None:
    text = (guards.ROOT / "domaudit" / guard.file).read_text(encoding="utf-8")
    assert text.count(guard.old) == 1
    changed = text.replace(guard.old, guard.new)
    assert changed != text
    ast.parse(changed)


def test_the_tests_of_guards_exist() -> None:
    known = {
        f"tests/{path.relative_to(guards.ROOT / 'tests').as_posix()}::{node.name}"
        for path in Path(guards.ROOT / "tests").rglob("test_*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }
    for test in {test for guard in GUARDS for test in guard.tests}:
        name, _, case = test.partition("[")
        assert name in known
        assert not case or case.rstrip("]") in CASES
