"""What an editor sends that is no message, or none that can be answered: it gets an error, and the server goes on."""

import logging
from io import BufferedReader
from typing import Any, NamedTuple

from lsprotocol import types
from pygls import exceptions
from pygls.protocol import LanguageServerProtocol

LARGEST = 2**29
"""How many bytes a message has at most: a file that is checked has fewer, even if each of its characters is escaped."""

_PIECE = 2**20
_VERSION = LanguageServerProtocol.VERSION


class _Malformed(NamedTuple):
    """What is no message, and the error for it; a notification, which has no id, gets no answer."""

    error: exceptions.JsonRpcException
    is_request: bool = True
    id: str | int | None = None
    jsonrpc: str = _VERSION


class Protocol(LanguageServerProtocol):
    """Answers what is malformed with an error of JSON-RPC (https://www.jsonrpc.org/specification#error_object).

    pygls alone lets the editor wait for the answer, and shows a message to whoever sits before it.
    """

    def structure_message(self, data: dict[str, Any]) -> Any:
        """The message that an object of JSON is; also called with objects inside of messages."""
        if "jsonrpc" not in data:
            return data
        if data["jsonrpc"] != _VERSION or not isinstance(data.get("method", ""), str):
            return _malformed(data, exceptions.JsonRpcInvalidRequest("is no message of JSON-RPC 2.0"))
        if "id" in data and not _is_id(data["id"]):
            return _malformed(data, exceptions.JsonRpcInvalidRequest("an id is a text or a whole number"))
        try:
            return super().structure_message(data)
        except exceptions.JsonRpcException as error:
            return _malformed(data, error)

    def handle_message(self, message: Any) -> None:
        """Answer a message, or what stands in the place of one."""
        if not hasattr(message, "jsonrpc"):  # a batch, which editors do not send, among others
            message = _Malformed(exceptions.JsonRpcInvalidRequest("is no message of JSON-RPC 2.0"))
        elif getattr(message, "method", None) == types.INITIALIZE and self._workspace is not None:
            message = _Malformed(exceptions.JsonRpcInvalidRequest("the server is initialized"), id=message.id)
        if not isinstance(message, _Malformed):
            super().handle_message(message)
        elif message.is_request:
            self.refuse(message.error, message.id)

    def refuse(self, error: exceptions.JsonRpcException, id: str | int | None = None) -> None:
        """Answer with an error; without an ``id`` it is not known what it answers."""
        answer = {"jsonrpc": _VERSION, "id": id, "error": {"code": error.code, "message": error.message}}
        self._send_data(answer)


class Input(BufferedReader):
    """The bytes that an editor sends; a message of any size takes no more memory than the largest that is taken."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Read a message; of one that is too large, what is refused in its place."""
        if size is None or size <= LARGEST:
            return super().read(size)
        while size > 0:
            piece = super().read(min(size, _PIECE))
            if not piece:
                return b""
            size -= len(piece)
        return b"null"


def keep_quiet() -> None:
    """Leave it to the editor's log to say what was malformed: pygls writes a traceback for each such message."""
    logging.getLogger("pygls").setLevel(logging.CRITICAL)


def _malformed(data: dict[str, Any], error: exceptions.JsonRpcException) -> _Malformed:
    id = data.get("id")
    return _Malformed(error, "id" in data and not {"result", "error"} & data.keys(), id if _is_id(id) else None)


def _is_id(id: object) -> bool:
    return isinstance(id, str | int) and not isinstance(id, bool)
