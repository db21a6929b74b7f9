"""The command line: options in, exit code out; it decides nothing. What is heavy is imported late: `--version` passes here."""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # as typing has it; importing typing would double the time that --version takes
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

    from domaudit.errors import DomauditError

INTERRUPTED = 130
"""The exit code of a run that Ctrl-C ended (128 + SIGINT, as shells have it)."""
STOPPED = 143
"""The exit code of a run that the machine ended: a scheduler's time is up, a container is stopped (128 + SIGTERM)."""

_stopped = False
"""Whether it was SIGTERM that ended the run, and no Ctrl-C."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line (default: the process's own) and return its exit code; never raises, never exits."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        return _main(arguments)
    except KeyboardInterrupt:
        from domaudit.cli.streams import tell
        from domaudit.errors import said

        tell(said("interrupted: the answers so far are kept; the same command goes on from there"))
        return STOPPED if _stopped else INTERRUPTED


def _main(arguments: list[str]) -> int:
    try:
        if arguments == ["--version"]:  # before anything else is imported
            from domaudit import __version__

            print(f"domaudit {__version__}", flush=sys.stdout is not None)
            return 0
        from domaudit.cli.speaking import begin
        from domaudit.cli.streams import open_missing, unread_is_no_failure

        open_missing()
        if arguments[:1] == ["--complete"]:
            from domaudit.cli.completing import answer

            begin([])
            answer("".join(arguments[1:2]), arguments[2:])
            return 0
        begin(arguments)
        code = _run([argument for argument in arguments if argument != "--debug"])
        with unread_is_no_failure():
            sys.stdout.flush()
        return code
    except BrokenPipeError:
        from domaudit.cli.streams import drop

        drop(sys.stdout)
        return 0
    except Exception as error:  # no traceback ever reaches a user who did not ask for it
        return _failed(error, debug="--debug" in arguments)


def _failed(error: Exception, *, debug: bool) -> int:
    from domaudit.cli.speaking import language
    from domaudit.cli.streams import drop, tell
    from domaudit.errors import DomauditError, InventoryError, said

    if isinstance(error, DomauditError):
        if isinstance(error, InventoryError):
            language(stated=error.language)
        tell(error)
        return STOPPED if _stopped and error.exit_code == INTERRUPTED else error.exit_code
    if debug:
        import traceback

        traceback.print_exc()
    if isinstance(error, OSError):
        drop(sys.stdout)
        tell(_about_file(error))
        return 2
    told = f"{type(error).__name__}: {error}"
    tell(said("an error inside domaudit: {error}; --debug shows where, please report it", error=told))
    return 2


def _about_file(error: OSError) -> DomauditError:
    """What the system could not do with a file, and where to look: what is not there needs no free space."""
    from domaudit.beside import meant_beside
    from domaudit.errors import DomauditError, said, system

    hint = said("check the place and the free space")
    if isinstance(error, FileNotFoundError | IsADirectoryError | NotADirectoryError | PermissionError):
        hint = (meant_beside(str(error.filename)) if error.filename else None) or said("check the name and the place")
    where = str(error.filename) if error.filename else said("output")
    return DomauditError(said("{reason}", reason=system(error)), where=where, hint=hint)


def _run(arguments: list[str]) -> int:
    import typer

    from domaudit.cli.helping import in_language
    from domaudit.cli.more import app
    from domaudit.cli.shells import named
    from domaudit.cli.speaking import language
    from domaudit.cli.streams import drop, tell

    command = typer.main.get_command(app)
    in_language(command, language())
    try:
        code = command(named(arguments) or ["--help"], prog_name="domaudit", standalone_mode=False)
    except typer.TyperException as error:
        from domaudit.cli.mistaken import mistaken

        tell(mistaken(error))
        return 2
    except typer.Abort:
        raise KeyboardInterrupt from None
    except SystemExit:  # Typer ends the process where the reader has gone; `check` sees to that itself
        drop(sys.stdout)
        return 0
    if code == INTERRUPTED:  # Typer makes this of a Ctrl-C, without a word
        raise KeyboardInterrupt
    return code if isinstance(code, int) else 0


def entry() -> None:
    """The console script."""
    import gc
    import signal

    # Nearly all that a run makes is still in use, or goes without the collector: looking often costs a fifth of the time.
    gc.set_threshold(50_000, 20, 50)
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:  # `nohup` and its like want it ignored
        signal.signal(signal.SIGINT, _interrupted)
        signal.signal(signal.SIGTERM, _terminated)
    code = main()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is said; a Ctrl-C that comes now would only change the exit code
    sys.exit(code)


def _interrupted(signum: int, frame: FrameType | None) -> None:
    """The first Ctrl-C ends the run; those that follow do not break into the closing."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt


def _terminated(signum: int, frame: FrameType | None) -> None:
    """SIGTERM ends the run as Ctrl-C does, whoever listens to that just now; only the exit code tells them apart."""
    import signal

    global _stopped
    _stopped = True
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.raise_signal(signal.SIGINT)
