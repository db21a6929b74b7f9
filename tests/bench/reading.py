"""Reading: median, p99 and worst time of one WHOIS answer, beside python-whois's parser where that is installed.

python -m tests.bench.reading [CORPUS]

On the hand-written recordings, and on a corpus of recorded answers (``../shared/corpus``, or ``DOMAUDIT_CORPUS``) where there is one.
python-whois backtracks on some texts, so it runs in a process of its own that is ended after a deadline; an answer that it did not
finish counts with that deadline.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import json
import multiprocessing
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from domaudit.lookups.whois import read
from tests.lookups.whois_recordings import FOLDER, FREE, HELD, HIDDEN, REFUSED, RESERVED, UNREADABLE

DEADLINE = 2.0
"""Seconds after which the other parser's process is ended."""

Sample = tuple[str, bytes]


def recordings() -> Iterator[Sample]:
    """The hand-written recordings, with the domain that each was asked about."""
    asked = {held.file: held.domain for held in HELD} | {file: told[0] for file, told in (HIDDEN | FREE).items()}
    for file, domain in (asked | REFUSED | RESERVED | UNREADABLE).items():
        yield domain, (FOLDER / f"{file}.txt").read_bytes()


def corpus(folder: Path) -> Iterator[Sample]:
    """The recorded WHOIS answers under ``folder``; one without a domain is read as an answer about ``probe`` in its zone."""
    for line in (folder / "index.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["kind"] == "whois":
            zone = (row["tld"] or "example").strip("._").lower()
            yield row["domain"] or f"probe.{zone}", (folder / row["path"]).read_bytes()


def ours(samples: list[Sample]) -> list[float]:
    """Seconds for each answer, by this program's reader; the words of the data are loaded before."""
    read(b"Domain Name: x.example\nRegistrant Name: Jo Invented\n", "x.example")
    return [_timed(partial(read, body, domain)) for domain, body in samples]


def _timed(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def theirs(samples: list[Sample]) -> tuple[list[float], int]:
    """Seconds for each answer by python-whois, the deadline where it did not finish; and how many answers it did not finish."""
    context = multiprocessing.get_context("spawn")
    seconds: list[float] = []
    unfinished = 0
    worker, pipe = _worker(context)
    for domain, body in samples:
        pipe.send((domain, body.decode("utf-8", "replace")))
        if pipe.poll(DEADLINE):
            seconds.append(pipe.recv())
            continue
        unfinished += 1
        seconds.append(DEADLINE)
        worker.kill()
        worker.join()
        worker, pipe = _worker(context)
    worker.kill()
    worker.join()
    return seconds, unfinished


def _worker(context: multiprocessing.context.SpawnContext) -> tuple[multiprocessing.context.SpawnProcess, Connection]:
    mine, its = context.Pipe()
    worker = context.Process(target=_serve, args=(its,), daemon=True)
    worker.start()
    mine.recv()  # imported, and ready
    return worker, mine


def _serve(pipe: Connection) -> None:
    parser = importlib.import_module("whois.parser")
    pipe.send(None)
    while True:
        domain, text = pipe.recv()
        started = time.perf_counter()
        with contextlib.suppress(Exception):  # what it makes of a text is its own affair: here only its time counts
            parser.WhoisEntry.load(domain, text)
        pipe.send(time.perf_counter() - started)


def _line(who: str, seconds: list[float], unfinished: int = 0) -> str:
    ordered = sorted(seconds)
    p99 = ordered[min(len(ordered) - 1, round(0.99 * len(ordered)))]
    told = f"  {who:13} median {statistics.median(ordered) * 1e3:8.2f} ms   p99 {p99 * 1e3:8.2f} ms   worst {ordered[-1] * 1e3:8.2f} ms"
    return told + (f"   {unfinished} not finished in {DEADLINE:.0f} s" if unfinished else "")


def compare(title: str, samples: list[Sample]) -> None:
    """Print the two parsers' figures on the same answers."""
    print(f"{title}: {len(samples)} answers")
    print(_line("domaudit", ours(samples)))
    if importlib.util.find_spec("whois") is None:
        print("  python-whois is not installed: not compared")
        return
    print(_line("python-whois", *theirs(samples)))


if __name__ == "__main__":
    compare("recordings", list(recordings()))
    told = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("DOMAUDIT_CORPUS", "../shared/corpus")
    if (Path(told) / "index.jsonl").is_file():
        compare("corpus", list(corpus(Path(told))))
    else:
        print("corpus: none found, not measured")
