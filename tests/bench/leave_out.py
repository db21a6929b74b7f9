"""How the WHOIS reader does on a layout that it has never seen: the score of each layout family with all that only it has taught left out.

python -m tests.bench.leave_out [SHARED]

Two answers are of one family where most of their labels are the same (and so on from answer to answer). For each family in turn, every
role, field, label and phrase of the data that stands in no answer outside of it is taken out of the data, and so are the facts about its
zones; then its answers are read. What stands in no recorded answer at all is left in: it was written from knowledge of the languages. It is
a lower bound, since many a word would have come from there too. Prints figures, and asserts none. ``SHARED`` (``../shared``) holds the
corpus and the tool that scores it, which says what each answer should give.
"""

from __future__ import annotations

import copy
import importlib.util
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from domaudit import data
from domaudit.lookups import whois_labels, whois_replies
from domaudit.lookups.whois import read
from domaudit.lookups.whois_labels import fold
from domaudit.lookups.whois_lines import split
from domaudit.model import Outcome, Role

SAME = 0.6
"""The share of labels in common (of all that either has) above which two answers are of one family."""

LABELS, REPLIES = "whois_labels.yaml", "whois_replies.yaml"
ASKED = {"as-client": "text", "available": "available", "throttled": "throttled"}


@dataclass
class Sample:
    """One recorded answer: what is asked of it, what it should give, and the folded words of its labels and lines."""

    ask: str
    domain: str
    server: str
    zone: str
    body: bytes
    words: frozenset[str]
    labels: frozenset[str] = frozenset()
    lines: frozenset[str] = field(default_factory=frozenset)

    def result(self) -> str:
        """``right``, ``wrong`` (another holder, or a name set free that is not), or ``silent``."""
        reading = read(self.body, self.domain, server=self.server)
        contacts = reading.record.contacts.get(Role.REGISTRANT, ()) if reading.record else ()
        told = {fold(value) for one in contacts for value in (one.name, one.organization) if value}
        free = reading.outcome is Outcome.NOT_REGISTERED
        if self.ask == "text":
            return "right" if told & self.words else "wrong" if told or free else "silent"
        if self.ask == "available":
            return "right" if free else "wrong" if told else "silent"
        return "wrong" if told or free else "right"


def samples(shared: Path) -> list[Sample]:
    """The answers of the corpus whose holder, absence or refusal is known, as the shared scorer puts them."""
    spec = importlib.util.spec_from_file_location("score_corpus", shared / "tools" / "score_corpus.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{shared}: no scorer there")
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    found = []
    for case in scorer.cases(shared / "corpus"):
        if case["ask"] in ASKED and case["row"]["kind"] == "whois":
            server, domain = case["row"]["server"] or "", case["domain"]
            words = frozenset(fold(word) for word in case["words"])
            sample = Sample(ASKED[case["ask"]], domain, server, domain.split(".", 1)[1], case["raw"], words)
            lines = split(case["raw"], charset=whois_labels.registry(domain).charset).lines
            sample.labels = frozenset(fold(line.label) for line in lines if line.label)
            sample.lines = frozenset(f" {fold(part)} " for line in lines for part in (line.label or line.text, line.text))
            found.append(sample)
    return found


def families(answers: list[Sample]) -> list[list[Sample]]:
    """Answers of one layout together: by the labels they share; those with no label by their server's zone."""
    parent = list(range(len(answers)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for one, mine in enumerate(answers):
        for other in range(one):
            theirs = answers[other]
            alike = len(mine.labels & theirs.labels) >= SAME * len(mine.labels | theirs.labels) if len(mine.labels) > 2 else False
            if alike or mine.zone == theirs.zone or (mine.server and mine.server == theirs.server):
                parent[root(one)] = root(other)
    groups: dict[int, list[Sample]] = defaultdict(list)
    for at, answer in enumerate(answers):
        groups[root(at)].append(answer)
    return sorted(groups.values(), key=len, reverse=True)


def taught(group: list[Sample], answers: list[Sample]) -> dict[str, dict[str, Any]]:
    """The data without what only ``group`` has taught."""
    inside = " | ".join(line for one in group for line in one.lines)
    outside = " | ".join(line for one in answers if all(one is not mine for mine in group) for line in one.lines)

    def known(word: Any) -> bool:
        folded = f" {fold(str(word).replace('{d}', ''))} "
        return folded in outside or folded not in inside

    labels, replies = copy.deepcopy(data.load(LABELS)), copy.deepcopy(data.load(REPLIES))
    for part in ("roles", "fields", "domain"):
        labels[part] = {name: [word for word in words if known(word)] for name, words in labels[part].items()}
    labels["keys"] = [word for word in labels["keys"] if known(word)]
    zones = {one.zone for one in group}
    labels["registries"] = {
        zone: facts for zone, facts in labels["registries"].items() if not any(f".{own}".endswith(f".{zone}") for own in zones)
    }
    for kind in ("refused", "reserved", "free", "broken"):
        replies[kind] = [phrase for phrase in replies[kind] if known(phrase)]
    replies["statuses"] = {kind: [word for word in words if known(word)] for kind, words in replies["statuses"].items()}
    return {LABELS: labels, REPLIES: replies}


def forget() -> None:
    """Empty the caches of what was made from the data."""
    for module in (whois_labels, whois_replies):
        for value in vars(module).values():
            if hasattr(value, "cache_clear"):
                value.cache_clear()


def scored(group: list[Sample], content: dict[str, dict[str, Any]] | None) -> Iterator[tuple[str, str]]:
    """What is asked of each answer, and how it was read with the data replaced by ``content``."""
    real = whois_labels.load
    for module in (whois_labels, whois_replies):
        vars(module)["load"] = real if content is None else lambda name: content.get(name) or real(name)
    forget()
    yield from ((one.ask, one.result()) for one in group)
    for module in (whois_labels, whois_replies):
        vars(module)["load"] = real
    forget()


def main(shared: Path) -> None:
    """Print the figures: with all the data, and with each family's own left out."""
    answers = samples(shared)
    groups = families(answers)
    print(f"{len(answers)} answers in {len(groups)} families, the largest of {len(groups[0])}")
    with_all, without = Counter(scored(answers, None)), Counter[tuple[str, str]]()
    for group in groups:
        without.update(scored(group, taught(group, answers)))
    for title, figures in (("with all the data", with_all), ("each family unseen", without)):
        for ask in ASKED.values():
            total = sum(figures[ask, result] for result in ("right", "wrong", "silent"))
            told = "   ".join(
                f"{result} {figures[ask, result]:3} ({figures[ask, result] / total:6.1%})" for result in ("right", "wrong", "silent")
            )
            print(f"  {title:19} {ask:10} {total:3}   {told}")


if __name__ == "__main__":
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared")
    if (folder / "corpus" / "index.jsonl").is_file() and (folder / "tools" / "score_corpus.py").is_file():
        main(folder)
    else:
        print("no recorded answers there: nothing is measured")
