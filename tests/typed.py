"""A line typed into a real interactive shell, with its Tab key: what the shell would have run."""

from __future__ import annotations

import os
import re
import select
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import COMMAND, environment

STARTS = {"bash": ["bash", "--norc", "--noprofile", "-i"], "zsh": ["zsh", "-f", "-i"]}
READY = {
    "bash": "set +o history; . ./script; PS1=; echo RE''ADY\n",
    "zsh": "PS1= PROMPT_EOL_MARK=; autoload -Uz compinit && compinit -u -d ./zcompdump; . ./script; echo RE''ADY\n",
}
HOME_KEY = "\x01"
_LONG = 60  # seconds until a shell is taken for dead
_WORD = re.compile(r"^<(.*)>$", re.MULTILINE)


def missing(shell: str) -> str:
    """Why a shell cannot be tried here; empty where it can."""
    if sys.platform == "win32":
        return "no pseudo-terminals on Windows"
    return "" if shutil.which(shell) else f"{shell} is not installed"


def scripted(shell: str, folder: Path) -> dict[str, str]:
    """The environment of a shell that finds the command, with its script in the folder. Skips the test where there is no such shell."""
    if why := missing(shell):
        pytest.skip(why)
    script = subprocess.run([*COMMAND, "--show-completion", shell], capture_output=True, env=environment(folder), check=True).stdout
    (folder / "script").write_bytes(script)
    path = f"{Path(COMMAND[0]).parent}{os.pathsep}{os.environ['PATH']}"
    return {**environment(folder), "PATH": path, "TERM": "dumb", "LC_ALL": "C.UTF-8"}


def offered(line: str, folder: Path) -> list[str]:
    """What fish offers for a line, by its own ``complete -C``; the quoting is fish's."""
    told = subprocess.run(
        ["fish", "--no-config", "-c", "source ./script; complete -C $argv[1]", line],
        capture_output=True,
        env=scripted("fish", folder),
        cwd=folder,
        check=True,
        timeout=_LONG,
    )
    assert told.stderr == b""
    return [one.partition("\t")[0] for one in told.stdout.decode().splitlines()]


def typed(shell: str, line: str, folder: Path) -> list[str]:
    """The words of a line after the Tab key, as bash or zsh hands them to the command."""
    variables = scripted(shell, folder)
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        STARTS[shell], stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder, env=variables, start_new_session=True, close_fds=True
    )
    os.close(theirs)
    try:
        _send(ours, READY[shell])
        _until(ours, "READY")
        _send(ours, f"{line}\t{HOME_KEY}printf '<%s>\\n' \n")
        _send(ours, "echo DO''NE\n")
        return _WORD.findall(_until(ours, "\nDONE").replace("\r", ""))[1:]
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def _send(terminal: int, text: str) -> None:
    os.write(terminal, text.encode())


def _until(terminal: int, word: str) -> str:
    told = ""
    while word not in told.replace("\r", ""):
        if not select.select([terminal], [], [], _LONG)[0]:
            raise AssertionError(f"the shell is silent after {told!r}")
        told += os.read(terminal, 65536).decode("utf-8", "replace")
    return told
