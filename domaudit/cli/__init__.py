"""The command line: options in, exit code out; it decides nothing. What is heavy is imported late: `--version` passes here."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line (default: the process's own) and return its exit code; never raises, never exits."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments == ["--version"]:  # before anything heavy is imported
        from domaudit import __version__

        print(f"domaudit {__version__}")
        return 0
    debug = "--debug" in arguments
    try:
        code = _run([argument for argument in arguments if argument != "--debug"])
        sys.stdout.flush()
        return code
    except BrokenPipeError:  # the reader has gone (`| head`): not our failure
        _drop_stdout()
        return 0
    except KeyboardInterrupt:
        print("interrupted: the answers so far are kept; the same command goes on from there", file=sys.stderr)
        return 130
    except Exception as error:  # no traceback ever reaches a user
        if debug:
            raise
        if isinstance(error, OSError):
            _drop_stdout()
        return _failed(error)


def _drop_stdout() -> None:
    """Let what is left in the buffer go nowhere: the interpreter would fail on it a second time at its end."""
    with suppress(OSError, ValueError):  # no file behind it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _failed(error: Exception) -> int:
    from domaudit.errors import DomauditError

    if isinstance(error, DomauditError):
        print(error, file=sys.stderr)
        return error.exit_code
    if isinstance(error, OSError):
        print(f"{error.filename or 'output'}: {error.strerror or error}; check the place and the free space", file=sys.stderr)
        return 2
    print(f"an error inside domaudit: {type(error).__name__}: {error}; --debug shows where, please report it", file=sys.stderr)
    return 2


def _run(arguments: list[str]) -> int:
    import typer

    from domaudit.cli.app import app

    try:
        code = app(arguments or ["--help"], prog_name="domaudit", standalone_mode=False)
    except typer.TyperException as error:
        print(f"domaudit: {error.format_message()}; 'domaudit --help' lists what there is", file=sys.stderr)
        return 2
    except typer.Abort:
        return 130
    return code if isinstance(code, int) else 0


def entry() -> None:
    """The console script."""
    sys.exit(main())
