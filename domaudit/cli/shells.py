"""The scripts that make a shell ask ``domaudit`` for what fits at its Tab key, and where each is put.

Words go over as arguments and come back as lines. No script evaluates what comes back; each leaves the quoting to its shell, or does it.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from domaudit.errors import Said, UsageError, said


class Shell(StrEnum):
    """The shells; ``auto`` is the one that runs the command."""

    auto = "auto"
    bash = "bash"
    zsh = "zsh"
    fish = "fish"
    powershell = "powershell"


BASH = r"""
_domaudit_complete() {
    local current="${COMP_WORDS[COMP_CWORD]}" kind="" line word
    COMPREPLY=()
    while IFS= read -r line; do
        if [[ -z $kind ]]; then kind=$line; continue; fi
        word=${line%%$'\t'*}
        case $current in
            \'*) [[ $word == *\'* ]] || COMPREPLY+=("$word") ;;
            \"*) COMPREPLY+=("$word") ;;
            *) COMPREPLY+=("$(printf '%q' "$word")") ;;
        esac
    done < <(domaudit --complete bash "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
    case $kind in
        files) compopt -o default 2>/dev/null ;;
        folders) compopt -o dirnames 2>/dev/null ;;
    esac
}
complete -F _domaudit_complete domaudit
"""
"""What stands in quotes already is left as it is: no word that comes back holds what double quotes would let through."""

ZSH = r"""
#compdef domaudit
_domaudit() {
    local kind line
    local -a lines found told
    lines=("${(@f)$(domaudit --complete zsh "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
    kind=$lines[1]
    for line in "${(@)lines[2,-1]}"; do
        found+=("${line%%$'\t'*}")
        told+=("${line//$'\t'/  -- }")
    done
    [[ $PREFIX == --*=* ]] && compset -P '*='
    (( $#found )) && compadd -l -d told -a found
    case $kind in
        files) _files ;;
        folders) _files -/ ;;
    esac
}
compdef _domaudit domaudit
"""

FISH = r"""
function __domaudit_complete
    set -l lines (domaudit --complete fish (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)
    test (count $lines) -gt 1; and printf '%s\n' $lines[2..-1]
    switch "$lines[1]"
        case files
            __fish_complete_path (commandline -ct)
        case folders
            __fish_complete_directories (commandline -ct)
    end
end
complete -c domaudit -f -a '(__domaudit_complete)'
"""

POWERSHELL = r"""
Register-ArgumentCompleter -Native -CommandName domaudit -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -le $cursorPosition } |
        ForEach-Object {
            if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.Extent.Text }
        })
    if (-not $wordToComplete) { $words += '--next' }
    @(domaudit --complete powershell $words 2>$null) | Select-Object -Skip 1 | ForEach-Object {
        $word, $told = $_ -split "`t", 2
        if (-not $told) { $told = $word }
        $typed = if ($word -match '^[\w.=-]+$') { $word } else { "'" + $word.Replace("'", "''") + "'" }
        [System.Management.Automation.CompletionResult]::new($typed, $word, 'ParameterValue', $told)
    }
}
"""

OPTIONS = ("--install-completion", "--show-completion")


def named(arguments: Sequence[str]) -> list[str]:
    """A command line on which an option that wants a shell has one: ``auto`` where it ends the line, or another option follows."""
    found: list[str] = []
    for number, argument in enumerate(arguments):
        found.append(argument)
        if argument in OPTIONS and (number + 1 == len(arguments) or arguments[number + 1].startswith("-")):
            found.append(Shell.auto)
    return found


NOT_BEGUN = "--next"
"""What PowerShell's script says for a word that is not begun: an empty argument would not arrive."""

SCRIPTS = {Shell.bash: BASH, Shell.zsh: ZSH, Shell.fish: FISH, Shell.powershell: POWERSHELL}


def script(shell: Shell) -> str:
    """The script for a shell. Raises ``UsageError`` where the shell that runs the command is not known."""
    return SCRIPTS[_known(shell)].lstrip()


def install(shell: Shell) -> Said:
    """Put the script where its shell finds it; gives what to tell. Nothing is written twice.

    Raises ``UsageError`` for a shell that is not known, or whose place is its own secret, and ``OSError`` where it cannot be written.
    """
    shell = _known(shell)
    if shell is Shell.powershell:
        hint = said("add this line to the file that $PROFILE names: {line}", line=_POWERSHELL_LINE)
        raise UsageError(said("PowerShell alone knows where its profile is"), where="--install-completion", hint=hint)
    home = Path.home()
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share")
    settings = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    place, startup = {
        Shell.bash: (data / "bash-completion/completions/domaudit", home / ".bashrc"),
        Shell.zsh: (data / "domaudit/completion.zsh", Path(os.environ.get("ZDOTDIR") or home) / ".zshrc"),
        Shell.fish: (settings / "fish/completions/domaudit.fish", None),
    }[shell]
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(script(shell), encoding="utf-8")
    if startup is not None:
        line = (_COMPINIT if shell is Shell.zsh else "") + f". {shlex.quote(str(place))}"
        before = startup.read_bytes() if startup.exists() else b""
        if line.encode() not in before:
            with open(startup, "ab") as file:
                file.write((b"\n" if before and not before.endswith(b"\n") else b"") + line.encode() + b"\n")
    return said("{file}: the completion for {shell} is there, from the next shell on that you open", file=str(place), shell=shell.value)


_POWERSHELL_LINE = "domaudit --show-completion powershell | Out-String | Invoke-Expression"
_COMPINIT = "(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }; "


def _known(shell: Shell) -> Shell:
    if shell is not Shell.auto:
        return shell
    import shellingham  # type: ignore[import-untyped]  # it has no types

    try:
        name = shellingham.detect_shell()[0]
    except shellingham.ShellDetectionFailure:
        name = ""
    name = "powershell" if name == "pwsh" else name
    if name not in SCRIPTS:
        names = ", ".join(SCRIPTS)
        raise UsageError(said("which shell is this?"), where="completion", hint=said("name it: {names}", names=names))
    return Shell(name)
