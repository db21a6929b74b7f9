"""A text editor in small: it speaks LSP to yaml-language-server (what VS Code, Neovim, Helix, Zed and others ask about YAML).

``YAML_LANGUAGE_SERVER`` names the program where it is not in ``PATH``; `.ci/run` installs the version below, and any other does as well.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import threading
from pathlib import Path
from typing import Any

VERSION = "1.25.0"
"""The version that is installed for the checks: the newest that Node.js 18 and 20 run."""

PATIENCE = 60  # seconds; it ends a test whose server hangs

Place = tuple[int, int]
"""Line and column, both from 1, as the program's own messages count them."""


def command() -> list[str] | None:
    """How to start the server, or None where this machine has none."""
    found = shutil.which(os.environ.get("YAML_LANGUAGE_SERVER") or "yaml-language-server")
    return [found, "--stdio"] if found and shutil.which("node") else None


class Editor:
    """An editor with one folder open; a context manager, which ends the server."""

    def __init__(self, folder: Path, settings: dict[str, Any] | None = None) -> None:
        self.folder = folder
        self._settings = {"schemaStore": {"enable": False}, "kubernetesCRDStore": {"enable": False}, **(settings or {})}
        self._asked = 0
        self._heard: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._told: dict[str, list[dict[str, Any]]] = {}
        self._version: dict[str, int] = {}

    def __enter__(self) -> Editor:
        started = command()
        assert started, "no yaml-language-server"
        self._server = subprocess.Popen(started, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=self.folder)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        document = {
            "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}},
            "hover": {"contentFormat": ["markdown"]},
            "publishDiagnostics": {"relatedInformation": True},
        }
        asking = {"configuration": True, "workspaceFolders": True}
        root = self.folder.as_uri()
        self._ask(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": root,
                "workspaceFolders": [{"uri": root, "name": "here"}],
                "capabilities": {"textDocument": document, "workspace": asking},
            },
        )
        self._say("initialized", {})
        self._say("workspace/didChangeConfiguration", {"settings": None})  # the server then asks for them
        return self

    def __exit__(self, *_: object) -> None:
        self._server.kill()
        self._server.wait()
        self._reader.join()
        for stream in (self._server.stdin, self._server.stdout):
            if stream:
                stream.close()

    def open(self, name: str, text: str) -> None:
        """Open a file, or put another text into the one that is open."""
        uri = self._uri(name)
        self._told.pop(uri, None)
        version = self._version[uri] = self._version.get(uri, 0) + 1
        if version == 1:
            self._say("textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "yaml", "version": 1, "text": text}})
        else:
            document = {"textDocument": {"uri": uri, "version": version}, "contentChanges": [{"text": text}]}
            self._say("textDocument/didChange", document)

    def marked(self, name: str) -> list[tuple[Place, str]]:
        """What the editor underlines in a file: where, and why."""
        uri = self._uri(name)
        while uri not in self._told:
            self._take()
        marks = [
            ((d["range"]["start"]["line"] + 1, d["range"]["start"]["character"] + 1), " ".join(d["message"].split()))
            for d in self._told[uri]
        ]
        return sorted(marks)

    def offered(self, name: str, at: Place) -> dict[str, str]:
        """What the editor offers at a place: each label with its description."""
        found = self._ask("textDocument/completion", self._at(name, at))
        items = found["items"] if isinstance(found, dict) else found or []
        return {item["label"]: _words(item.get("documentation")) for item in items}

    def inserted(self, name: str, at: Place, label: str) -> str:
        """What choosing an offer would write."""
        found = self._ask("textDocument/completion", self._at(name, at))
        items = found["items"] if isinstance(found, dict) else found or []
        item = next(item for item in items if item["label"] == label)
        return str(item["textEdit"]["newText"] if "textEdit" in item else item.get("insertText", label))

    def told(self, name: str, at: Place) -> str:
        """What the editor shows where the mouse rests."""
        found = self._ask("textDocument/hover", self._at(name, at))
        return _words(found["contents"]) if found else ""

    def _uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def _at(self, name: str, at: Place) -> dict[str, Any]:
        return {"textDocument": {"uri": self._uri(name)}, "position": {"line": at[0] - 1, "character": at[1] - 1}}

    def _ask(self, method: str, given: dict[str, Any]) -> Any:
        self._asked += 1
        self._send({"id": self._asked, "method": method, "params": given})
        while True:
            heard = self._take()
            if heard.get("id") == self._asked and "method" not in heard:
                assert "error" not in heard, heard
                return heard["result"]

    def _say(self, method: str, given: dict[str, Any]) -> None:
        self._send({"method": method, "params": given})

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._server.stdin
        self._server.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._server.stdin.flush()

    def _take(self) -> dict[str, Any]:
        heard = self._heard.get(timeout=PATIENCE)
        assert heard is not None, "yaml-language-server has ended"
        if heard.get("method") == "textDocument/publishDiagnostics":
            self._told[heard["params"]["uri"]] = heard["params"]["diagnostics"]
        elif "method" in heard and "id" in heard:
            result = None
            if heard["method"] == "workspace/configuration":
                result = [self._settings if item.get("section") == "yaml" else None for item in heard["params"]["items"]]
            self._send({"id": heard["id"], "result": result})
        return heard

    def _read(self) -> None:
        out = self._server.stdout
        assert out
        while line := out.readline():
            length = 0
            while line.strip():
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
                line = out.readline()
            self._heard.put(json.loads(out.read(length)))
        self._heard.put(None)


def _words(told: Any) -> str:
    """Plain or marked text, as LSP allows it."""
    return str(told.get("value", "")) if isinstance(told, dict) else str(told or "")
