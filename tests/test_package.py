"""What is published: the sdist has all that the tests need, the wheel the program alone, and every system takes their names."""

from __future__ import annotations

import email
import hashlib
import importlib.util
import re
import subprocess
import sys
import tarfile
import zipfile
from collections import Counter
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any

import pytest

from domaudit import __version__
from tests.command import EXAMPLE, ROOT

pytestmark = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("build", "hatchling", "twine")),
    reason="build, hatchling and twine are not installed: pip install -e '.[dev]'",
)

NAME = f"domaudit-{__version__}"
WHEEL = [  # whatever a file of the wheel is called, it is one of these
    r"domaudit/(\w+/)*\w+\.py",
    r"domaudit/py\.typed",
    r"domaudit/data/(\w+/)?[\w.]+\.(yaml|json)",
    r"domaudit/letters/templates/(en|fr)/[\w-]+\.j2",
    r"domaudit/locale/fr/LC_MESSAGES/domaudit\.mo",
    r"domaudit/report/html/templates/[\w.-]+\.(j2|css|js)",
    re.escape(NAME) + r"\.dist-info/(METADATA|WHEEL|RECORD|entry_points\.txt|licenses/LICENSE)",
]
IN_THE_WHEEL = [
    "domaudit/py.typed",
    "domaudit/data/rdap_bootstrap.json",
    "domaudit/data/inventory.schema.json",
    "domaudit/locale/fr/LC_MESSAGES/domaudit.mo",
    "domaudit/letters/templates/fr/request.j2",
]
IN_THE_SDIST = ["README.md", "LICENSE", "pyproject.toml", "PKG-INFO", "action.yml", ".github/CHANGELOG.md", "examples/evidence.jsonl"]
NEVER = re.compile(r"(^|/)(__pycache__|\.venv|\.git|\.hypothesis|\.\w+_cache|dist|build)(/|$)|\.(pyc|pyo|orig|rej|swp)$|~$")
DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
LONGEST = 180
"""Characters of a path: Windows takes 260, the folder that it is unpacked in included."""


@dataclass(frozen=True)
class Built:
    """The two files, and the wheel that was made of the tree and not of the sdist."""

    sdist: Path
    wheel: Path
    direct: Path


def made(*words: str, cwd: Path = ROOT) -> None:
    done = subprocess.run([sys.executable, "-m", *words], cwd=cwd, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Built once, of this tree, with what is installed: no index is asked."""
    out, direct = tmp_path_factory.mktemp("dist"), tmp_path_factory.mktemp("direct")
    made("build", "--no-isolation", "--outdir", str(out), str(ROOT))
    made("build", "--no-isolation", "--wheel", "--outdir", str(direct), str(ROOT))
    (sdist,), (wheel,), (other,) = out.glob("*.tar.gz"), out.glob("*.whl"), direct.glob("*.whl")
    return Built(sdist, wheel, other)


def content(wheel: Path) -> dict[str, str]:
    with zipfile.ZipFile(wheel) as file:
        return {name: hashlib.sha256(file.read(name)).hexdigest() for name in file.namelist()}


def names(sdist: Path) -> list[str]:
    with tarfile.open(sdist) as file:
        members = file.getmembers()
    assert {member.type for member in members} == {tarfile.REGTYPE}  # no link, no device
    assert {member.name.partition("/")[0] for member in members} == {NAME}
    return [member.name.partition("/")[2] for member in members]


def test_the_wheel_has_the_program_and_nothing_else(built: Built) -> None:
    found = content(built.wheel)
    assert [name for name in found if not any(re.fullmatch(pattern, name) for pattern in WHEEL)] == []
    assert set(IN_THE_WHEEL) <= set(found)
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "domaudit").rglob("*.py")}
    data = {path.relative_to(ROOT).as_posix() for path in (ROOT / "domaudit" / "data").rglob("*") if path.suffix in (".yaml", ".json")}
    assert modules | data <= set(found)


def test_the_sdist_has_what_the_tests_need(built: Built) -> None:
    found = names(built.sdist)
    assert set(IN_THE_SDIST) <= set(found)
    tracked = {path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("*.py")}
    assert tracked <= set(found)
    assert [name for name in found if NEVER.search(name)] == []


def test_names_fit_every_system(built: Built) -> None:
    for found in (names(built.sdist), list(content(built.wheel))):
        assert [name for name, times in Counter(name.casefold() for name in found).items() if times > 1] == []
        parts = {part for name in found for part in name.split("/")}
        assert [part for part in parts if DEVICE.match(part) or part != part.rstrip(". ") or re.search(r'[<>:"\\|?*\x00-\x1f]', part)] == []
        assert [name for name in found if not name.isascii() or len(name) >= LONGEST] == []


def test_no_place_of_this_machine_is_in_them(built: Built) -> None:
    home = str(ROOT).encode()
    with zipfile.ZipFile(built.wheel) as wheel:
        assert [name for name in wheel.namelist() if home in wheel.read(name)] == []
    with tarfile.open(built.sdist) as sdist:
        read = {member.name: sdist.extractfile(member) for member in sdist.getmembers()}
        assert [name for name, file in read.items() if file is not None and home in file.read()] == []


def test_the_sdist_makes_the_same_wheel_as_the_tree(built: Built) -> None:
    assert content(built.wheel) == content(built.direct)


@pytest.fixture(scope="session")
def metadata(built: Built) -> Message:
    with zipfile.ZipFile(built.wheel) as file:
        return email.message_from_bytes(file.read(f"{NAME}.dist-info/METADATA"))


def test_the_metadata_are_whole(metadata: Message) -> None:
    said: dict[str, Any] = {name: metadata.get_all(name) or [] for name in set(metadata.keys())}
    assert said["License-Expression"] == ["MIT"]
    assert said["License-File"] == ["LICENSE"]
    assert said["Requires-Python"] == [">=3.11"]
    assert said["Description-Content-Type"] == ["text/markdown"]
    classifiers = set(said["Classifier"])
    assert {f"Programming Language :: Python :: 3.{minor}" for minor in range(11, 15)} <= classifiers
    assert {"Operating System :: OS Independent", "Natural Language :: French", "Typing :: Typed"} <= classifiers
    assert not [one for one in classifiers if one.startswith("License ::")]  # the expression says it (PEP 639)
    plain = [one for one in said["Requires-Dist"] if "extra ==" not in one]
    assert all(">=" in one for one in plain)
    assert not [one for one in plain if "<" in one.partition(";")[0]]


def test_the_index_will_take_them(built: Built) -> None:
    made("twine", "check", "--strict", str(built.sdist), str(built.wheel))


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_wheel_alone_does_the_main_job(built: Built, tmp_path: Path, lang: str) -> None:
    """Nothing of the tree is on the path; the dependencies are those that are installed here."""
    with zipfile.ZipFile(built.wheel) as file:
        file.extractall(tmp_path / "site")
    script = f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r}); import domaudit; print(domaudit.__file__, file=sys.stderr); "
    script += "from domaudit.cli import entry; entry()"
    words = [sys.executable, "-c", script, "check", *(str(ROOT / word) if "/" in word else word for word in EXAMPLE), "--lang", lang]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False, timeout=60)
    assert done.stderr.startswith(str(tmp_path / "site"))
    assert done.returncode == 1
    assert {"en": "Held by the provider", "fr": "Au nom du prestataire"}[lang].casefold() in done.stdout.casefold()
