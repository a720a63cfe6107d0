"""The language server answers whatever an editor sends: what is malformed with an error, and then what is not."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import sleep
from typing import Any

import pytest

CLAIMS = "claims:\n- {id: a, subject: s, predicate: p, value: x, asserted_by: y}\n"
HOVER, OPEN, CLOSE = "textDocument/hover", "textDocument/didOpen", "textDocument/didClose"
START = {"line": 0, "character": 0}
INVALID_REQUEST, INVALID_PARAMS, NO_METHOD, NO_JSON = -32600, -32602, -32601, -32700


class Wire:
    """A server, and the bytes that go to it and come from it."""

    command = ("-m", "conflicts", "lsp")

    def __init__(self, root: Path) -> None:
        self.uri = (root / "a.yaml").as_uri()
        self.number = 0
        self.notes: list[dict[str, Any]] = []
        command = [sys.executable, *self.command]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, cwd=root)
        self.answer("initialize", {"processId": None, "rootUri": root.as_uri(), "capabilities": {}})
        self.send({"jsonrpc": "2.0", "method": "initialized", "params": {}})

    def send(self, message: object) -> None:
        body = message if isinstance(message, bytes) else json.dumps(message).encode()
        self.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))

    def write(self, content: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(content)
        self.process.stdin.flush()

    def read(self) -> dict[str, Any]:
        """The next answer; what else is said meanwhile is noted."""
        out = self.process.stdout
        assert out is not None
        while True:
            size = 0
            while (line := out.readline()) not in (b"\r\n", b""):
                name, _, value = line.partition(b":")
                size = int(value) if name == b"Content-Length" else size
            message: dict[str, Any] = json.loads(out.read(size))
            if "method" not in message:
                return message
            self.notes.append(message)

    def answer(self, method: str, params: object) -> dict[str, Any]:
        self.number += 1
        self.send({"jsonrpc": "2.0", "id": self.number, "method": method, "params": params})
        answer = self.read()
        assert answer["id"] == self.number
        return answer

    def lives(self) -> None:
        assert "error" not in self.answer(HOVER, place(self.uri))

    def stop(self) -> str:
        self.answer("shutdown", None)
        self.send({"jsonrpc": "2.0", "method": "exit"})
        _, error = self.process.communicate(timeout=60)
        assert self.process.returncode == 0
        return error.decode()


def place(uri: object, position: object = START) -> dict[str, object]:
    return {"textDocument": {"uri": uri}, "position": position}


def opened(uri: str, text: object = CLAIMS) -> dict[str, object]:
    item = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
    return {"jsonrpc": "2.0", "method": OPEN, "params": {"textDocument": item}}


def request(params: object, method: object = HOVER, **more: object) -> dict[str, object]:
    return {"jsonrpc": "2.0", "id": "x", "method": method, "params": params, **more}


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    root = tmp_path_factory.mktemp("workspace")
    (root / "a.yaml").write_text(CLAIMS, encoding="utf-8")
    wire = Wire(root)
    wire.send(opened(wire.uri))
    yield wire
    assert wire.stop() == ""
    assert not [note for note in wire.notes if note["method"] == "window/showMessage"]


REFUSED = {
    "no parameters": ({"jsonrpc": "2.0", "id": "x", "method": HOVER}, INVALID_PARAMS, "x"),
    "parameters that are null": (request(None), INVALID_PARAMS, "x"),
    "a list of parameters": (request([1]), INVALID_PARAMS, "x"),
    "a text for parameters": (request("a"), INVALID_PARAMS, "x"),
    "no position": (request({"textDocument": {"uri": "file:///a.yaml"}}), INVALID_PARAMS, "x"),
    "words for numbers": (request(place("file:///a.yaml", {"line": "one", "character": "two"})), INVALID_PARAMS, "x"),
    "a position before the text": (request(place("file:///a", {"line": -1, "character": -7})), INVALID_PARAMS, "x"),
    "no context": (request(place("file:///a.yaml"), "textDocument/references"), INVALID_PARAMS, "x"),
    "an unknown method": (request({}, "textDocument/guess"), NO_METHOD, "x"),
    "half a character": (b'{"jsonrpc":"2.0","id":"x","method":"\\ud800","params":{}}', NO_METHOD, "x"),
    "a method that is a number": (request({}, 5), INVALID_REQUEST, "x"),
    "another version": (request({}, jsonrpc="1.0"), INVALID_REQUEST, "x"),
    "a second start": (request({"processId": None, "capabilities": {}}, "initialize"), INVALID_REQUEST, "x"),
    "an id that is a list": (request(place("file:///a.yaml"), id=[1]), INVALID_REQUEST, None),
    "an id that is null": (request(place("file:///a.yaml"), id=None), INVALID_REQUEST, None),
    "a batch": ([request(place("file:///a.yaml")), request({}, "foo")], INVALID_REQUEST, None),
    "an empty batch": ([], INVALID_REQUEST, None),
    "a number": (5, INVALID_REQUEST, None),
    "nothing": (None, INVALID_REQUEST, None),
    "an empty object": ({}, INVALID_REQUEST, None),
    "no JSON": (b"{nope", NO_JSON, None),
    "no UTF-8": (b"\xff\xfe{}", NO_JSON, None),
    "null characters": (b"\0\0", NO_JSON, None),
    "deep nesting": (b"[" * 100_000, NO_JSON, None),
    "a number without end": (b'{"jsonrpc":"2.0","method":"x","id":' + b"1" * 5_000 + b"}", NO_JSON, None),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_malformed_is_answered_with_an_error(wire: Wire, kind: str) -> None:
    message, code, answered = REFUSED[kind]
    wire.send(message)
    answer = wire.read()
    assert (answer["id"], answer["error"]["code"]) == (answered, code)
    wire.lives()


@pytest.mark.parametrize(
    "message",
    [
        {"jsonrpc": "2.0", "method": "foo/bar", "params": {}},
        {"jsonrpc": "2.0", "method": OPEN},
        {"jsonrpc": "2.0", "method": OPEN, "params": {"textDocument": 5}},
        {"jsonrpc": "2.0", "method": "textDocument/didChange", "params": {"contentChanges": 5}},
        {"jsonrpc": "2.0", "method": CLOSE, "params": {"textDocument": {"uri": "file:///nowhere.yaml"}}},
        {"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 12345}},
        {"jsonrpc": "2.0", "method": "$/cancelRequest"},
        {"jsonrpc": "2.0", "id": 999, "result": None},
        {"jsonrpc": "2.0", "id": 999, "error": 5},
    ],
    ids=json.dumps,
)
def test_a_notification_that_makes_no_sense_is_left_alone(wire: Wire, message: object) -> None:
    wire.send(message)
    wire.lives()


@pytest.mark.parametrize(
    "uri",
    [
        "file:///nowhere/%00.yaml",
        "file:///nowhere/%ff.yaml",
        "file:///nowhere/\ud800.yaml",
        f"file:///nowhere/{'a' * 5_000}.yaml",
        "file:///nowhere/%",
        "file://[/a.yaml",
        "untitled:Untitled-1",
        "git:/a.yaml?{}",
        "https://example.org/a.yaml",
        "nonsense",
        "\0",
        "",
    ],
    ids=ascii,
)
def test_no_address_of_a_file_is_an_error(wire: Wire, uri: str) -> None:
    wire.send(opened(uri))
    assert "error" not in wire.answer(HOVER, place(uri))
    wire.send({"jsonrpc": "2.0", "method": CLOSE, "params": {"textDocument": {"uri": uri}}})
    wire.lives()


@pytest.mark.parametrize("position", [{"line": 10**6, "character": 0}, {"line": 1, "character": 10**6}])
def test_a_position_after_the_text_is_its_end(wire: Wire, position: object) -> None:
    assert "error" not in wire.answer(HOVER, place(wire.uri, position))
    assert "error" not in wire.answer("textDocument/completion", place(wire.uri, position))


def test_a_message_that_is_too_large_takes_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    from io import BytesIO

    from conflicts.lsp import protocol

    monkeypatch.setattr(protocol, "LARGEST", 10)
    stream = protocol.Input(BytesIO(b"x" * 11 + b"after"))
    assert stream.read(11) == b"null"
    assert stream.read(5) == b"after"
    assert stream.read(10**15) == b""


@pytest.mark.parametrize("root", ["file:///%00", "file:///%ff", "untitled:x", "file:///no/such/directory"])
def test_a_workspace_that_is_no_directory_stops_nothing(tmp_path: Path, root: str) -> None:
    class Elsewhere(Wire):
        def answer(self, method: str, params: object) -> dict[str, Any]:
            if method == "initialize":
                folders = [{"uri": root, "name": "x"}]
                params = {"processId": None, "rootUri": root, "workspaceFolders": folders, "capabilities": {}}
            return super().answer(method, params)

    wire = Elsewhere(tmp_path)
    wire.send(opened(wire.uri))
    wire.lives()
    assert wire.stop() == ""


ENDLESS = """\
import sys, threading
from pathlib import Path
from conflicts.lsp import {module}
from conflicts.lsp.server import serve

def without_end(*_, **__):
    Path(sys.argv[1]).touch()
    threading.Event().wait()

{module}.{function} = without_end
serve()
"""
"""A server that never comes to the end of something."""


@pytest.mark.parametrize(
    ("module", "function"),
    [("checking", "configuration"), ("texts", "found_files"), ("checking", "assemble"), ("answers", "hover")],
)
def test_a_session_ends_whatever_is_still_looked_for_read_or_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, function: str
) -> None:
    begun, temporary = tmp_path / "begun", tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))

    class Endless(Wire):
        command = ("-c", ENDLESS.format(module=module, function=function), str(begun))

    wire = Endless(tmp_path)
    wire.send(opened(wire.uri))
    wire.send(request(place(wire.uri)))
    while not begun.exists():
        assert wire.process.poll() is None
        sleep(0.01)
    wire.send({"jsonrpc": "2.0", "id": "end", "method": "shutdown"})
    wire.send({"jsonrpc": "2.0", "method": "exit"})
    assert wire.process.communicate(timeout=60)[1] == b""
    assert list(temporary.iterdir()) == []
