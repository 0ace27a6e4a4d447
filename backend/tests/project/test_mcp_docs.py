"""docs/mcp.md says what the agents' server offers, and its configurations are valid."""

import json
import re

import httpx2

from interview_prep_mcp.__main__ import PORT
from interview_prep_mcp.door import Door
from interview_prep_mcp.server import build
from interview_prep_mcp.settings import DEFAULT_URL, TOKEN, URL
from stack.settings import REPOSITORY

DOCUMENT = (REPOSITORY / "docs" / "mcp.md").read_text(encoding="utf-8")


def rows(header: str) -> list[str]:
    """The first cells of a table."""
    table = DOCUMENT.partition(f"| {header} |")[2].partition("\n\n")[0]
    return [line.split("|")[1] for line in table.splitlines()[2:]]


async def test_it_names_every_tool_and_resource() -> None:
    async with httpx2.AsyncClient() as http:
        server = build(Door(DEFAULT_URL, http))
        tools = {tool.name for tool in await server.list_tools()}
        resources = {template.uri_template for template in await server.list_resource_templates()}

    assert {name for row in rows("tool") for name in re.findall(r"`(\w+)`", row)} == tools
    assert {uri for row in rows("resource") for uri in re.findall(r"`([^`]+)`", row)} == resources


def test_it_names_every_setting() -> None:
    assert {name for row in rows("setting") for name in re.findall(r"`(\w+)`", row)} == {URL, TOKEN}
    assert f":{PORT}/mcp" in DOCUMENT


def test_its_configurations_are_json_and_start_the_server() -> None:
    manifest = (REPOSITORY / "mcp" / "pyproject.toml").read_text(encoding="utf-8")
    blocks = [json.loads(block) for block in re.findall(r"^```json\n(.*?)^```", DOCUMENT, re.MULTILINE | re.DOTALL)]
    servers = [next(iter(block.values()))["interview-prep"] for block in blocks]

    assert len(servers) == 2
    for server in servers:
        assert f"\n{server['command']} = " in manifest
        assert server["env"] == {URL: DEFAULT_URL}
