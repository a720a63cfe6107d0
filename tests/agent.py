"""An agent without a model: the SDK's own client, which drives the real server."""

import json
import sys
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from anyio.from_thread import start_blocking_portal
from mcp import Client, StdioServerParameters
from mcp.server.mcpserver import MCPServer
from mcp.types import CallToolResult, TextContent, TextResourceContents


class Agent:
    """Calls tools and reads resources of a server, one after another."""

    def __init__(self, server: MCPServer[Any] | StdioServerParameters | str) -> None:
        self._server = server
        self._open = ExitStack()

    @classmethod
    def of(cls, root: Path, *arguments: str) -> Self:
        """An agent that starts ``conflicts mcp`` itself, and speaks to it on standard input and output."""
        command = ["-m", "conflicts", "mcp", str(root), *arguments]
        return cls(StdioServerParameters(command=sys.executable, args=command, cwd=root.parent))

    def __enter__(self) -> Self:
        self._portal = self._open.enter_context(start_blocking_portal())
        client: AbstractContextManager[Client] = self._portal.wrap_async_context_manager(Client(self._server))
        self.client = self._open.enter_context(client)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._open.__exit__(kind, error, at)

    def call(self, tool: str, **arguments: Any) -> CallToolResult:
        """What a tool answers; the client has held it against the tool's own schema."""
        return self._portal.call(lambda: self.client.call_tool(tool, arguments))

    def data(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """The data that a tool answers."""
        answer = self.call(tool, **arguments)
        assert not answer.is_error, text_of(answer)
        assert isinstance(answer.structured_content, dict)
        return answer.structured_content

    def refusal(self, tool: str, **arguments: Any) -> str:
        """Why a tool does not answer."""
        answer = self.call(tool, **arguments)
        assert answer.is_error, text_of(answer)
        return text_of(answer).removeprefix(f"Error executing tool {tool}: ")

    def read(self, uri: str) -> str:
        """The text of a resource."""
        (content,) = self._portal.call(lambda: self.client.read_resource(uri)).contents
        assert isinstance(content, TextResourceContents)
        return content.text

    def json(self, uri: str) -> Any:
        """The data of a resource."""
        return json.loads(self.read(uri))

    def tools(self) -> dict[str, Any]:
        """The tools that there are, by name."""
        return {tool.name: tool for tool in self._portal.call(self.client.list_tools).tools}

    def resources(self) -> set[str]:
        """The addresses of the resources, and their templates."""
        listed = self._portal.call(self.client.list_resources).resources
        templates = self._portal.call(self.client.list_resource_templates).resource_templates
        return {str(each.uri) for each in listed} | {each.uri_template for each in templates}


def text_of(answer: CallToolResult) -> str:
    """What a person reads of an answer."""
    (content,) = answer.content
    assert isinstance(content, TextContent)
    return content.text
