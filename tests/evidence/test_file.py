"""The evidence file: nothing that was answered is lost, nothing that is damaged is believed, nothing is asked twice."""

from __future__ import annotations

import asyncio
import os
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domaudit.errors import EvidenceError
from domaudit.evidence import EvidenceFile
from domaudit.evidence.age import NEVER, MaxAge
from domaudit.evidence.asking import CLOCK_SKEW, elsewhere, remembering, replaying
from domaudit.evidence.disk import Verified, verify
from domaudit.evidence.fields import MAX_LINE
from domaudit.evidence.index import Index
from domaudit.evidence.lines import digest, from_line, to_line
from domaudit.model import Answer, Ask, Dns, Outcome, Pause, Question, Rdap, Whois

pytestmark = pytest.mark.alone

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
Q = Whois("whois.example", "x.example")
RDAP = Rdap("https://rdap.example/domain/x.example")
NS = Dns("x.example.", "NS")


def said(text: str = "Holder: Dupont", question: Question = Q, at: datetime = NOW, imported: str | None = None) -> Answer:
    answer = Answer(question, at, Outcome.ANSWERED, 5, text.encode(), imported=imported)
    if isinstance(question, Dns):
        answer = replace(answer, body=b"", records=(f"{question.name} 60 IN {question.type} {text}.",), rcode="NOERROR", via="127.0.0.1:53")
    return answer


def dead(question: Question = Q, at: datetime = NOW) -> Answer:
    return Answer(question, at, Outcome.UNREACHABLE, 10_000, error="timed out after 10 s")


def usable(answer: Answer) -> bool:
    return b"Too many" not in answer.body


def written(path: Path, *answers: Answer) -> bytes:
    with EvidenceFile.open(path, writable=True) as file:
        for answer in answers:
            file.append(answer)
    return path.read_bytes()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "evidence.jsonl"


@pytest.fixture
def file(path: Path) -> Iterator[EvidenceFile]:
    with EvidenceFile.open(path, writable=True) as file:
        yield file


# --- opening ---------------------------------------------------------------------------------------------------------


def test_an_absent_file_is_empty_and_made_private_by_the_first_answer(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "evidence.jsonl"
    with EvidenceFile.open(path, writable=True) as file:
        assert file.newest(Q, usable=usable) is None
        assert file.notices == ()
        assert not path.parent.exists()
        file.append(said())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with EvidenceFile.open(path, writable=False) as file:
        assert file.newest(Q, usable=usable) == said()
        with pytest.raises(EvidenceError, match="not open for writing"):
            file.append(said())
    with EvidenceFile.open(tmp_path / "never", writable=False) as file:
        assert file.about("x.example") == []


@pytest.mark.parametrize(
    "content",
    [b"client: Dupont\nsites:\n  - x.example\n", b"\x7fELF\x00\x01", b"[" * 9999, b'{"v":2}\n', b"null", b'{"v":1}\n', b'garbage\n{"v":1,'],
)
def test_a_file_that_is_not_ours_is_refused_and_left_alone(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    for writable in (True, False):
        with pytest.raises(EvidenceError, match=r"evidence\.jsonl: this is not an evidence file \(line 1: .*--evidence"):
            EvidenceFile.open(path, writable=writable)
    assert path.read_bytes() == content


def test_what_is_no_file_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "file").write_bytes(b"")
    for name, writable in (
        ("", False),
        ("", True),
        ("pipe", False),
        ("pipe", True),
        ("file/below", True),
        ("x" * 300, True),
        ("a\0b", False),
    ):
        with pytest.raises(EvidenceError):
            EvidenceFile.open(tmp_path / name, writable=writable)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everything")
def test_a_file_without_rights_is_refused(path: Path) -> None:
    written(path, said())
    path.chmod(0o400)
    EvidenceFile.open(path, writable=False).close()
    with pytest.raises(EvidenceError, match="written"):
        EvidenceFile.open(path, writable=True)
    path.chmod(0)
    with pytest.raises(EvidenceError, match="read"):
        EvidenceFile.open(path, writable=False)


def test_invalid_lines_are_skipped_and_named_by_their_number(path: Path) -> None:
    good, other = to_line(said()).encode(), to_line(said("Pixel", RDAP)).encode()
    path.write_bytes(b"\n".join([good, b"", b"garbage", good.replace(b"Dupont", b"Pixels"), b" ", other, b""]))
    with EvidenceFile.open(path, writable=False) as file:
        assert [n.removeprefix(str(path)) for n in file.notices] == [
            ":3: skipped: not valid JSON",
            ":4: skipped: what came back does not have the SHA-256 that the line states: it was damaged or changed",
        ]
        assert file.newest(Q, usable=usable) == said()
        assert file.newest(RDAP, usable=usable) == said("Pixel", RDAP)


def test_many_invalid_lines_do_not_bury_the_report(path: Path) -> None:
    path.write_bytes(b"garbage\n" * 1000 + to_line(said()).encode())
    with EvidenceFile.open(path, writable=False) as file:
        assert len(file.notices) == 21
        assert "980 more" in file.notices[-1]
        assert file.latest(Q) == said()


def test_an_overlong_line_is_skipped_whole(path: Path) -> None:
    path.write_bytes(
        b"x" * (2 * MAX_LINE + 5) + b"\n" + to_line(said()).encode() + b"\n" + b" " * (MAX_LINE + 2) + b"\n" + to_line(said("b")).encode()
    )
    with EvidenceFile.open(path, writable=False) as file:
        assert [n.removeprefix(str(path)) for n in file.notices] == [":1: skipped: longer than 16 MiB"]
        assert file.latest(Q) == said("b")


def test_a_kill_at_any_byte_of_the_last_line_loses_no_earlier_answer(path: Path) -> None:
    whole = written(path, said("one"), said("two", RDAP), said("three, é", Whois("whois.example", "y.example")))
    last = whole.rstrip(b"\n").rindex(b"\n") + 1
    for cut in range(last, len(whole)):
        path.write_bytes(whole[:cut])
        with EvidenceFile.open(path, writable=True) as file:
            assert (file.latest(Q), file.latest(RDAP)) == (said("one"), said("two", RDAP))
            assert len(file.notices) == (last < cut < len(whole) - 1)
            file.append(said("four", NS))
        with EvidenceFile.open(path, writable=False) as file:
            assert file.latest(NS) == said("four", NS)
            assert (file.latest(Q), file.latest(RDAP)) == (said("one"), said("two", RDAP))


def test_a_kill_at_any_byte_of_the_very_first_line_does_not_lock_the_file(path: Path) -> None:
    whole = written(path, said())
    for cut in range(len(whole)):
        path.write_bytes(whole[:cut])
        with EvidenceFile.open(path, writable=True) as file:
            assert len(file.notices) == (0 < cut < len(whole) - 1)


@given(st.binary(max_size=200) | st.lists(st.sampled_from([to_line(said()).encode(), b"\n", b"{", b"\r\n", b"\xff"])).map(b"".join))
@settings(max_examples=100, deadline=None)
def test_any_bytes_load_or_are_an_evidence_error(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "e"
    path.write_bytes(content)
    try:
        EvidenceFile.open(path, writable=True).close()
        verify(path)
    except EvidenceError:
        pass


# --- looking up ------------------------------------------------------------------------------------------------------


def test_the_newest_usable_answer_wins_and_only_without_one_the_newest_failure(file: EvidenceFile) -> None:
    file.append(dead(at=NOW - 5 * HOUR))
    throttled = file.append(said("Too many requests", at=NOW - 4 * HOUR))
    assert file.newest(Q, usable=usable) == throttled
    older = file.append(said("old", at=NOW - 3 * HOUR))
    file.append(said("older, appended later", at=NOW - 4 * HOUR))
    file.append(dead(at=NOW))
    assert file.newest(Q, usable=usable) == older
    assert file.newest(Q, usable=usable, since=NOW - HOUR) == dead(at=NOW)
    assert file.newest_usable(Q, usable=usable, since=NOW - HOUR) is None
    assert file.newest(Q, usable=usable, since=NOW + HOUR) is None
    assert file.newest(Q, usable=usable, since=older.asked_at) == older
    assert file.newest(Whois("whois.example", "domain X.example"), usable=usable) == file.newest(Q, usable=usable)  # in any spelling
    assert file.newest(Whois("other.example", "x.example"), usable=usable) is None
    again = file.append(said("same time, later in the file", at=NOW - 3 * HOUR))
    assert file.newest(Q, usable=usable) == again


def test_usable_is_asked_only_of_answers_that_are_looked_up(file: EvidenceFile) -> None:
    for question in (Q, RDAP):
        file.append(said(question=question))
    looked: list[Question] = []

    def look(answer: Answer) -> bool:
        looked.append(answer.question)
        return True

    file.newest(Q, usable=look)
    assert looked == [Q]


def test_a_dns_answer_is_reused_only_from_the_same_resolver(file: EvidenceFile) -> None:
    file.append(said("ns1", NS))
    file.append(said())
    assert file.newest(NS, usable=usable, via={"127.0.0.1:53"}) is not None
    assert file.newest(NS, usable=usable, via={"192.0.2.1:53"}) is None
    assert file.newest(NS, usable=usable) is not None
    assert file.newest(Q, usable=usable, via={"192.0.2.1:53"}) is not None


def test_about_finds_every_registration_answer_however_it_was_asked(file: EvidenceFile) -> None:
    questions: list[Question] = [
        Q,
        RDAP,
        Whois("whois.other.example", "-T dn,ace X.example"),
        Rdap("https://other.example/domain/X%2Eexample."),
    ]
    for question in [*questions, NS, Whois("whois.example", "y.example"), Rdap("https://rdap.example/entity/1")]:
        file.append(said("old", question, NOW - HOUR))
        file.append(said(question=question))
    assert file.about("X.Example.") == [said(question=question) for question in questions]
    assert file.about("nobody.example") == []
    file.append(said("Too many requests", at=NOW + HOUR))
    assert file.about("x.example", usable=usable)[0] == said()
    imported = file.append(said("imported", imported="the client"))
    assert file.about("x.example", usable=usable)[:2] == [said(), imported]


def test_the_newest_time_is_that_of_any_answer_at_or_under_the_domains(file: EvidenceFile) -> None:
    file.append(said())
    assert file.newest_time(["x.example", "z.example"]) == NOW
    file.append(dead(RDAP, NOW + HOUR))
    assert file.newest_time({"X.example."}) == NOW + HOUR
    file.append(said("mail", Dns("www.X.example.", "A"), NOW + 2 * HOUR))
    file.append(said("mail", Dns("www.x.example.", "A"), NOW))
    file.append(said("mail", Dns("notx.example.", "A"), NOW + 3 * HOUR))
    file.append(said("mail", Dns("example.", "NS"), NOW + 3 * HOUR))
    assert file.newest_time(["x.example"]) == NOW + 2 * HOUR
    assert file.newest_time(["z.example"]) is None
    assert file.newest_time([]) is None


def test_a_name_of_very_many_labels_costs_no_time(file: EvidenceFile) -> None:
    file.append(said())
    file.append(Answer(Dns("a." * 50_000, "NS"), NOW + HOUR, Outcome.ANSWERED))
    started = time.process_time()
    assert file.newest_time(["x.example"]) == NOW
    assert time.process_time() - started < 0.5


def test_very_many_answers_about_one_name_are_indexed_in_no_time_and_in_their_order() -> None:
    index, started = Index(), time.process_time()
    for number in range(30_000):
        index.add(said(), number, b"")
    assert time.process_time() - started < 2
    assert [entry.offset for entry in index.find(Q)] == list(range(30_000))


def test_a_pause_lasts_until_the_server_answers_again(path: Path) -> None:
    declined = replace(said("slow down", at=NOW), duration_ms=500, backoff=40)
    with EvidenceFile.open(path, writable=True) as evidence:
        assert evidence.pause(Q) is None
        assert evidence.append(declined).backoff == 40
        assert evidence.pause(Q) == Pause(40, NOW + timedelta(seconds=40.5))
        assert evidence.pause(Rdap("https://other.example/domain/x.example")) is None
    with EvidenceFile.open(path, writable=True) as evidence:
        assert evidence.pause(Q) == Pause(40, NOW + timedelta(seconds=40.5))
        evidence.append(said("old", at=NOW - HOUR))
        assert evidence.pause(Q) is not None
        evidence.append(said("fine", at=NOW + HOUR))
        assert evidence.pause(Q) is None


@pytest.mark.parametrize("turned", [False, True])
def test_a_pause_goes_by_time_whatever_the_order_of_joined_files(path: Path, turned: bool) -> None:
    answers = [replace(said("slow down", at=NOW), backoff=3600), said("fine", at=NOW + HOUR)]
    with EvidenceFile.open(path, writable=True) as evidence:
        for answer in reversed(answers) if turned else answers:
            evidence.append(answer)
        assert evidence.pause(Q) is None
        evidence.append(replace(said("slow down", at=NOW + 2 * HOUR), duration_ms=0, backoff=60))
        evidence.append(replace(said("slow down", at=NOW + HOUR), duration_ms=0, backoff=9999))
        assert evidence.pause(Q) == Pause(60, NOW + 2 * HOUR + timedelta(seconds=60))


def test_no_line_closes_a_server_for_ever(path: Path) -> None:
    with EvidenceFile.open(path, writable=True) as evidence:
        evidence.append(replace(said("slow down", at=NOW), duration_ms=0, backoff=2**31))
        evidence.append(replace(dead(at=NOW + HOUR), backoff=10))
        assert evidence.pause(Q) == Pause(7 * 86400, NOW + timedelta(days=7))


@pytest.mark.parametrize(
    "declined",
    [
        replace(said("slow down", at=datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)), backoff=100),
        replace(said("slow down", at=NOW), duration_ms=2**53, backoff=100),
    ],
)
def test_a_pause_past_the_end_of_time_is_none_and_spoils_no_file(path: Path, declined: Answer) -> None:
    written(path, said("Holder: Dupont"), declined)
    with EvidenceFile.open(path, writable=False) as evidence:
        assert evidence.pause(Q) is None


def test_a_file_changed_while_in_use_is_an_error_and_not_an_answer(path: Path, file: EvidenceFile) -> None:
    file.append(said())
    path.write_bytes(b"")
    with pytest.raises(EvidenceError, match="changed while"):
        file.newest(Q, usable=usable)
    file.close()
    file.close()
    assert file.newest(Q, usable=usable) is None


# --- appending -------------------------------------------------------------------------------------------------------


def test_an_answer_is_in_the_file_before_append_returns_and_in_one_chain(path: Path, file: EvidenceFile) -> None:
    file.append(said("one"))
    kept = file.append(said("two", RDAP, NOW + timedelta(microseconds=1999)))
    assert kept.asked_at == NOW + timedelta(milliseconds=1)  # what a replay will read
    first, second = path.read_bytes().splitlines()
    assert from_line(second) == kept
    assert f'"seq":2,"prev":"{digest(first)}"'.encode() in second
    assert verify(path) == Verified(lines=2, answered=2, chains=1, unchained=0)


WRITER = """
import sys
from datetime import UTC, datetime
from domaudit.evidence import EvidenceFile
from domaudit.model import Answer, Outcome, Whois
with EvidenceFile.open(sys.argv[1], writable=True) as file:
    print("ready", flush=True); sys.stdin.readline()
    for n in range(300):
        file.append(Answer(Whois(sys.argv[2], f"{n}.example"), datetime.now(UTC), Outcome.ANSWERED, body=b"x" * (n * 37)))
        assert file.latest(Whois(sys.argv[2], f"{n}.example")).body == b"x" * (n * 37)
"""


def test_two_processes_interleave_whole_lines(path: Path) -> None:
    written(path, said())
    root = str(Path(__file__).parents[2])
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, path, server],
            cwd=root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": root},
        )
        for server in ("a", "b")
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write(b"go\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate(timeout=30)
        assert writer.returncode == 0
    assert verify(path) == Verified(lines=601, answered=601, chains=3, unchained=0)
    with EvidenceFile.open(path, writable=False) as file:
        assert file.notices == ()


def test_a_full_disk_is_an_error_and_leaves_no_half_line(path: Path, file: EvidenceFile, monkeypatch: pytest.MonkeyPatch) -> None:
    file.append(said())
    before, write = path.read_bytes(), os.write
    monkeypatch.setattr(os, "write", lambda fd, data: write(fd, data[:7]))
    with pytest.raises(EvidenceError, match=r"cannot be written: no room left"):
        file.append(said("lost", RDAP))
    monkeypatch.undo()
    assert path.read_bytes() == before
    assert file.latest(RDAP) is None
    file.append(said("kept", RDAP))
    assert verify(path).lines == 2


def test_a_half_line_is_left_where_another_process_has_written_since(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with EvidenceFile.open(path, writable=True) as file, EvidenceFile.open(path, writable=True) as other:
        file.append(said())
        write = os.write

        def meanwhile(fd: int, data: bytes) -> int:
            size = write(fd, data[:7])
            monkeypatch.undo()
            other.append(said("theirs", RDAP))
            return size

        monkeypatch.setattr(os, "write", meanwhile)
        with pytest.raises(EvidenceError, match="no room left"):
            file.append(said("lost", NS))
        kept = file.append(said("kept", NS))
    with EvidenceFile.open(path, writable=False) as file:
        assert [n.removeprefix(str(path)) for n in file.notices] == [":2: skipped: not valid JSON"]
        assert (file.latest(Q), file.latest(RDAP), file.latest(NS)) == (said(), said("theirs", RDAP), kept)


def test_a_write_that_fails_is_an_evidence_error(file: EvidenceFile, monkeypatch: pytest.MonkeyPatch) -> None:
    file.append(said())

    def full(fd: int, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(EvidenceError, match="No space left on device"):
            file.append(said())


# --- asking ----------------------------------------------------------------------------------------------------------


class Server:
    """Answers every question with its count; throttles where told."""

    def __init__(self, *texts: str) -> None:
        self.asked: list[Question] = []
        self.texts = list(texts)

    async def __call__(self, question: Question) -> Answer:
        self.asked.append(question)
        await asyncio.sleep(0)
        return said(self.texts.pop(0) if self.texts else f"answer {len(self.asked)}", question, NOW + HOUR / 60)


def get(ask: Ask, question: Question) -> Answer:
    async def one() -> Answer:
        return await ask(question)

    return asyncio.run(one())


def door(server: Ask, file: EvidenceFile, *, fresh: bool = False, max_age: timedelta = HOUR, via: set[str] | None = None) -> Ask:
    return remembering(server, file, now=NOW, max_age=MaxAge.of_all(max_age), fresh=fresh, usable=usable, via=via)


def test_an_answer_is_asked_for_once_kept_and_reused_by_the_next_run(path: Path) -> None:
    server = Server()
    with EvidenceFile.open(path, writable=True) as file:
        first = get(door(server, file), Q)
        assert from_line(path.read_bytes()) == first
    with EvidenceFile.open(path, writable=True) as file:
        assert get(door(server, file), Q) == first
        assert server.asked == [Q]
        assert get(replaying(file, usable=usable), Q) == first


def test_an_answer_too_old_or_unusable_is_asked_for_again(file: EvidenceFile) -> None:
    file.append(said("too old", at=NOW - HOUR - timedelta(milliseconds=1)))
    file.append(said("Too many requests", RDAP))
    file.append(dead(NS))
    server = Server()
    ask = door(server, file)
    questions: tuple[Question, ...] = (Q, RDAP, NS)
    for question in questions:
        get(ask, question)
    assert server.asked == [Q, RDAP, NS]
    assert get(door(server, file, max_age=timedelta.max), Q).body == b"answer 1"
    assert get(door(server, file, via={"192.0.2.1:53"}), NS).records[0].endswith("answer 4.")


@pytest.mark.parametrize("old", ["rdap", "whois", "dns"])
def test_each_kind_of_answer_has_its_own_age(file: EvidenceFile, old: str) -> None:
    questions: dict[str, Question] = {"rdap": RDAP, "whois": Q, "dns": NS}
    for question in questions.values():
        file.append(said("kept", question, NOW - HOUR))
    server = Server()
    ask = remembering(server, file, now=NOW, max_age=replace(MaxAge(), **{old: HOUR / 2}), fresh=False, usable=usable)
    for question in questions.values():
        get(ask, question)
    assert server.asked == [questions[old]]


FUTURE = datetime(2099, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("at", [FUTURE, NOW + CLOCK_SKEW + timedelta(milliseconds=1)])
def test_an_answer_from_the_future_is_never_used_again(file: EvidenceFile, at: datetime) -> None:
    file.append(said("forged", at=at))
    assert get(door(Server(), file), Q).body == b"answer 1"
    assert get(door(Server(), file, fresh=True), Q).body == b"answer 1"


def test_a_clock_that_is_a_little_ahead_is_borne_with(file: EvidenceFile) -> None:
    file.append(said("ahead", at=NOW + CLOCK_SKEW))
    assert get(door(Server(), file), Q).body == b"ahead"


def test_after_fresh_a_plain_run_uses_the_new_answer_and_not_that_of_2099(file: EvidenceFile) -> None:
    file.append(said("forged", at=FUTURE))
    get(door(Server(), file, fresh=True), Q)
    assert get(door(Server("a second question"), file), Q).body == b"answer 1"


def test_an_answer_from_the_future_found_elsewhere_hides_none(file: EvidenceFile) -> None:
    other = Whois("whois.other.example", "x.example")
    file.append(said("true", other))
    file.append(said("forged", other, at=FUTURE))
    file.append(said("imported", at=FUTURE, imported="the client"))
    bounded = elsewhere(file, usable=usable, since=lambda _: NOW - HOUR, until=NOW + CLOCK_SKEW)
    assert sorted(a.body for a in bounded("x.example")) == [b"imported", b"true"]
    assert sorted(a.body for a in elsewhere(file, usable=usable)("x.example")) == [b"forged", b"imported"]


def test_fresh_asks_again_but_never_twice_in_one_run(file: EvidenceFile) -> None:
    file.append(said("kept"))
    server = Server("Too many requests")
    ask = door(server, file, fresh=True)
    assert get(ask, Q).body == b"Too many requests"
    assert get(ask, Q).body == b"Too many requests"
    assert server.asked == [Q]


def test_equal_questions_at_one_time_become_one(file: EvidenceFile) -> None:
    server = Server()
    ask = door(server, file)

    async def many() -> list[Answer]:
        questions: list[Question] = [Q, RDAP]
        return await asyncio.gather(*(ask(q) for q in questions * 20))

    assert len(set(asyncio.run(many()))) == 2
    assert server.asked == [Q, RDAP]


def test_who_gives_up_does_not_take_the_others_along(file: EvidenceFile) -> None:
    server = Server()
    ask = door(server, file)

    async def run() -> Answer:
        first = asyncio.ensure_future(ask(Q))
        second = asyncio.ensure_future(ask(Q))
        await asyncio.sleep(0)
        first.cancel()
        return await second

    assert asyncio.run(run()).body == b"answer 2"


def test_an_answer_that_cannot_be_kept_is_not_silently_lost(file: EvidenceFile, monkeypatch: pytest.MonkeyPatch) -> None:
    ask = door(Server(), file)
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda fd, data: 0)
        with pytest.raises(EvidenceError, match="no room left"):
            get(ask, Q)


def test_offline_an_answer_of_any_age_counts_and_nothing_is_not_asked(file: EvidenceFile) -> None:
    file.append(said("ancient", at=NEVER + HOUR))
    ask = replaying(file, usable=usable)
    assert get(ask, Q).body == b"ancient"
    nothing = get(ask, RDAP)
    assert (nothing.outcome, nothing.question, nothing.asked_at) == (Outcome.NOT_ASKED, RDAP, NEVER)


def test_answers_from_elsewhere_count_imported_ones_always(file: EvidenceFile) -> None:
    other = Whois("whois.other.example", "x.example")
    file.append(said("imported", at=NEVER + HOUR, imported="the client"))
    file.append(said("Too many requests", Rdap("https://mute.example/domain/x.example")))
    file.append(said("other", other))
    found = elsewhere(file, usable=usable, since=lambda _: NOW - HOUR)
    assert [a.body for a in found("x.example")] == [b"imported", b"other"]
    assert [a.body for a in elsewhere(file, usable=usable, since=lambda _: NOW + HOUR)("x.example")] == [b"imported"]
    file.append(dead(RDAP))
    assert [a.body for a in found("x.example")] == [b"imported", b"other"]
    file.append(said("the walk's own", RDAP))
    assert {a.body for a in found("x.example")} == {b"imported", b"other", b"the walk's own"}  # the walk knows its own: test_walk
    assert found("y.example") == []


def test_an_imported_answer_is_not_the_servers_own(file: EvidenceFile) -> None:
    file.append(said("imported", imported="the client"))
    server = Server()
    assert get(door(server, file), Q).body == b"answer 1"
    assert server.asked == [Q]


# --- verifying -------------------------------------------------------------------------------------------------------


def test_chains_verify_joined_interleaved_and_repeated(path: Path, tmp_path: Path) -> None:
    a = written(tmp_path / "a", said("1"), said("2", RDAP), dead(NS)).splitlines(keepends=True)
    b = written(tmp_path / "b", said("3"), said("4", RDAP)).splitlines(keepends=True)
    loose = to_line(said("5")).encode() + b"\n"
    for lines in ([*a, *b], [a[0], b[0], a[1], loose, b[1], a[2]], [*a[:2], *a]):
        path.write_bytes(b"".join(lines))
        assert verify(path).lines == len(lines)
    path.write_bytes(b"".join([a[0], b[0], a[1], loose, b[1], a[2]]))
    assert verify(path) == Verified(lines=6, answered=5, chains=2, unchained=1)


def test_verify_names_the_first_line_that_fails(path: Path, tmp_path: Path) -> None:
    lines = written(tmp_path / "a", said("one"), said("two", RDAP), said("three", NS)).splitlines(keepends=True)
    forged = lines[1].replace(b'"duration_ms":5', b'"duration_ms":6')
    for content, number, reason in [
        ([lines[0], lines[2]], 2, "does not follow line 1"),
        ([lines[1], lines[2]], 1, "does not follow line 0"),
        ([lines[0], forged, lines[2]], 3, "does not follow line 2"),
        ([lines[0], lines[2], lines[1]], 2, "does not follow line 1"),
        ([lines[0].replace(b"one", b"two")], 1, "SHA-256"),
        ([lines[0], b"\n", b"garbage\n"], 3, "not valid JSON"),
        ([lines[0], lines[1][:50]], 2, "torn"),
    ]:
        path.write_bytes(b"".join(content))
        with pytest.raises(EvidenceError, match=rf"evidence\.jsonl:{number}: .*{reason}"):
            verify(path)
    with pytest.raises(EvidenceError, match="no such file"):
        verify(tmp_path / "absent")
