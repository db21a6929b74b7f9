"""The command over and over, each time in a process of its own that is there at once: the child of one in which all is loaded.

``python forked.py check i.yaml ...`` runs the command once to warm up. Then each line on stdin starts it again, its stdout going to the
file that the line names: the child's process id is told on stdout, and when it has ended, its exit code (minus the signal that ended it).
"""

from __future__ import annotations

import os
import signal
import sys


def main(arguments: list[str]) -> None:
    """Serve one run after the other until stdin ends."""
    from domaudit.cli import main as command

    told = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    command([word.replace("e.jsonl", "warm.jsonl") for word in arguments])
    print("warm", file=told, flush=True)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            signal.alarm(30)  # nothing may wait for ever
            os.dup2(os.open(line.rstrip("\n"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 1)
            code = command(arguments)
            sys.stdout.flush()
            os._exit(code)
        print(child, file=told, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), file=told, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
