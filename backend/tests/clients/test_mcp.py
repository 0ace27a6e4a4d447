"""The MCP server as an agent uses it: by MCP's own client, over stdio and streamable HTTP, on the real product."""

import base64
import os
import subprocess
import sys
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult, TextContent, TextResourceContents

from clients.expecting import EXAMPLES, text
from clients.product import Product
from shared.testing.breaking import free_port
from shared.testing.plugin import MEASURED

Json = dict[str, Any]
PROGRAM = (sys.executable, "-m", "interview_prep_mcp")


@asynccontextmanager
async def over_stdio(product: Product, subject: str) -> AsyncGenerator[Client]:
    """An agent that has started the server for its person."""
    environment = {"INTERVIEW_PREP_URL": product.url, "INTERVIEW_PREP_TOKEN": product.token(subject)}
    parameters = StdioServerParameters(command=PROGRAM[0], args=[*PROGRAM[1:]], env={**environment, **MEASURED})
    async with Client(parameters) as client:
        yield client


@asynccontextmanager
async def over_http(url: str, token: str | None) -> AsyncGenerator[Client]:
    """An agent that reaches the server over the network."""
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    async with (
        httpx2.AsyncClient(headers=headers, timeout=30) as http,
        Client(streamable_http_client(url, http_client=http)) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def http_server(product: Product) -> Iterator[str]:
    """The server over HTTP, started by somebody with a token of their own."""
    yield from serving(product)


@pytest.fixture
def signing_server(product: Product) -> Iterator[str]:
    """The same, which says where to sign in."""
    yield from serving(product, "--issuer", product.issuer.url)


def serving(product: Product, *arguments: str) -> Iterator[str]:
    port = free_port()
    environment = {"INTERVIEW_PREP_URL": product.url, "INTERVIEW_PREP_TOKEN": product.token("the operator")}
    process = subprocess.Popen(
        [*PROGRAM, "--http", "--port", str(port), *arguments],
        env={**os.environ, **environment, **MEASURED},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    said = ""
    for line in process.stderr:
        said += line
        if "running on" in line:
            break
    try:
        yield f"http://127.0.0.1:{port}/mcp"
    finally:
        process.terminate()
        said += process.communicate(timeout=10)[1]
    assert "Traceback" not in said
    assert "eyJ" not in said, "a token was logged"


def told(result: CallToolResult) -> Json:
    """What a tool said."""
    assert not result.is_error, result.content
    assert result.structured_content is not None
    return result.structured_content


def complaint(result: CallToolResult) -> str:
    """Why a tool did nothing."""
    assert result.is_error
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


async def read(client: Client, uri: str) -> str:
    (content,) = (await client.read_resource(uri)).contents
    assert isinstance(content, TextResourceContents)
    return content.text


class Journey:
    """A person is prepared, from résumé to plan."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.heard: list[tuple[float, float | None, str | None]] = []

    async def call(self, name: str, **arguments: object) -> Json:
        """What a tool says."""
        return told(await self.client.call_tool(name, arguments, progress_callback=self.hear))

    async def hear(self, progress: float, total: float | None, message: str | None) -> None:
        """Note what is told while a tool works."""
        self.heard.append((progress, total, message))

    async def take(self) -> None:
        """Do all of it, and erase everything in the end."""
        imported = await self.call("import_resume", text=text())
        resume_id = imported["resume_id"]
        assert imported["resume"]["name"] == "김민수"
        listed = await self.call("list_resumes")
        assert [resume["resume_id"] for resume in listed["result"]] == [resume_id]
        assert '"김민수"' in await read(self.client, f"resume://{resume_id}")
        assert (await read(self.client, f"resume://{resume_id}/markdown")).startswith("# 김민수")

        await self.practise(resume_id, await self.ask(resume_id))
        await self.plan(resume_id)

        assert not (await self.client.call_tool("erase_resume", {"resume_id": resume_id})).is_error
        assert (await self.call("list_resumes"))["result"] == []

    async def ask(self, resume_id: str) -> str:
        """Make questions; return the id of their set."""
        made = await self.call("make_questions", resume_id=resume_id, count=3)
        assert len(made["questions"]) == 3
        assert all(question["about"] for question in made["questions"])
        assert (0, 3, "writing") in self.heard
        assert (await self.call("list_question_sets", resume_id=resume_id))["result"] == [made]
        set_id = made["question_set_id"]
        assert made["questions"][0]["question_id"] in await read(self.client, f"questions://{set_id}")
        return set_id

    async def practise(self, resume_id: str, set_id: str) -> None:
        """Answer a question, and look at how it went."""
        session = await self.call("start_practice", resume_id=resume_id, question_set_id=set_id, minutes=10)
        session_id, question = session["session_id"], session["current_question"]["question_id"]
        assert session["state"] == "running"
        words = "제가 캐시 만료를 5분으로 정했습니다. 가격이 하루 두 번만 바뀌었기 때문입니다."
        answered = await self.call("answer_question", session_id=session_id, question_id=question, text=words)
        assert {level["dimension"] for level in answered["feedback"]["levels"]} >= {"content", "clarity"}
        following = answered["session"]["current_question"]["question_id"]
        skipped = await self.call("answer_question", session_id=session_id, question_id=following)
        assert skipped["feedback"] is None
        finished = await self.call("change_practice", session_id=session_id, state="finished")
        assert finished["current_question"] is None
        report = (await self.call("read_report", session_id=session_id))["result"]
        assert report == await read(self.client, f"report://{session_id}")
        assert (await self.call("read_progress", resume_id=resume_id))["answers"] == 1

    async def plan(self, resume_id: str) -> None:
        """Make a learning path and tick a milestone; look at what is due."""
        path = await self.call("make_learning_path", resume_id=resume_id, count=3, language="en")
        path_id, item = path["path_id"], path["items"][0]
        ticked = await self.call("record_learning", path_id=path_id, item_id=item["item_id"], milestones_done=[0])
        assert ticked["items"][0]["milestones_done"] == [0]
        assert await self.call("read_learning_path", resume_id=resume_id) == ticked
        assert item["title"] in await read(self.client, f"path://{path_id}")
        for review in (await self.call("list_due_reviews"))["result"]:
            rated = await self.call("rate_review", review_id=review["review_id"], rating="good")
            assert rated["due_on"] > review["due_on"]


async def test_a_person_is_prepared_over_stdio(product: Product) -> None:
    async with over_stdio(product, "stdio") as client:
        await Journey(client).take()


async def test_a_person_is_prepared_over_http(product: Product, http_server: str) -> None:
    async with over_http(http_server, product.token("http")) as client:
        await Journey(client).take()


async def test_a_file_of_this_machine_is_read_for_its_own_person_only(product: Product, http_server: str) -> None:
    async with over_stdio(product, "files") as client:
        stored = told(await client.call_tool("import_resume_file", {"path": str(EXAMPLES / "resume.txt")}))
        assert (stored["source"], stored["resume"]["name"]) == ("rule_based", "김민수")
        missing = await client.call_tool("import_resume_file", {"path": "/nowhere/resume.pdf"})
        assert complaint(missing).endswith("/nowhere/resume.pdf cannot be read: No such file or directory")

    async with over_http(http_server, product.token("files")) as client:
        names = {tool.name for tool in (await client.list_tools()).tools}
        assert "import_resume_file" not in names
        assert "import_resume" in names


async def test_each_request_has_the_identity_of_its_sender(product: Product, http_server: str) -> None:
    async with over_http(http_server, product.token("alice")) as alice:
        resume_id = told(await alice.call_tool("import_resume", {"text": text()}))["resume_id"]
    async with over_http(http_server, product.token("bob")) as bob:
        assert told(await bob.call_tool("list_resumes", {}))["result"] == []
        refused = await bob.call_tool("make_questions", {"resume_id": resume_id})
        assert "RESUME_NOT_FOUND: There is no résumé with this id." in complaint(refused)
        with pytest.raises(Exception, match="RESUME_NOT_FOUND"):
            await bob.read_resource(f"resume://{resume_id}")
    reading = product.issuer.token("alice", scope="resumes:read")
    async with over_http(http_server, reading) as reader:
        refused = await reader.call_tool("make_questions", {"resume_id": resume_id})
        assert "INSUFFICIENT_SCOPE: " in complaint(refused)
    # The token of whoever started the server is nobody else's.
    async with over_http(http_server, None) as nobody:
        assert "UNAUTHORIZED: " in complaint(await nobody.call_tool("list_resumes", {}))


async def test_what_the_api_refuses_is_told_to_the_model(product: Product) -> None:
    async with over_stdio(product, "refused") as client:
        empty = await client.call_tool("import_resume", {"text": " "})
        assert complaint(empty).startswith("Error executing tool import_resume: EMPTY_DOCUMENT: ")
        both = await client.call_tool("import_resume", {"text": "a", "base64_file": "YQ=="})
        assert complaint(both) == "Error executing tool import_resume: Pass either text or base64_file."
        broken = await client.call_tool("import_resume", {"base64_file": "%"})
        assert complaint(broken) == "Error executing tool import_resume: base64_file is not valid Base64."
        stored = told(
            await client.call_tool("import_resume", {"base64_file": base64.b64encode(text().encode()).decode()})
        )
        long = await client.call_tool("make_questions", {"resume_id": stored["resume_id"], "target_role": "x" * 10_000})
        assert "VALIDATION_FAILED" in complaint(long)
        assert "/target_role: " in complaint(long)


async def test_a_request_without_a_valid_token_is_told_where_to_sign_in(product: Product, signing_server: str) -> None:
    async with httpx2.AsyncClient() as http:
        for headers in ({}, {"Authorization": "Bearer nonsense"}):
            refused = await http.post(signing_server, json={}, headers=headers)
            assert refused.status_code == 401
            challenge = refused.headers["WWW-Authenticate"]
            assert challenge.startswith("Bearer ")
        metadata = challenge.partition('resource_metadata="')[2].partition('"')[0]
        described = (await http.get(metadata)).json()
        assert [url.rstrip("/") for url in described["authorization_servers"]] == [product.issuer.url]
        assert described["resource"] == signing_server
    async with over_http(signing_server, product.token("signed in")) as client:
        assert told(await client.call_tool("list_resumes", {}))["result"] == []


async def test_a_page_of_another_name_does_not_reach_it(http_server: str) -> None:
    headers = {"Accept": "application/json, text/event-stream"}
    async with httpx2.AsyncClient() as http:
        rebound = await http.post(http_server, json={}, headers={**headers, "Host": "evil.example"})
        foreign = await http.post(http_server, json={}, headers={**headers, "Origin": "http://evil.example"})

    assert (rebound.status_code, foreign.status_code) == (421, 403)


async def test_tools_say_what_they_do_to_the_persons_data(product: Product) -> None:
    async with over_stdio(product, "hints") as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}

    hints = {name: tool.annotations for name, tool in tools.items()}
    assert all(tool.description for tool in tools.values())
    assert {name for name, hint in hints.items() if hint and hint.destructive_hint} == {"erase_resume"}
    assert all(hint and hint.read_only_hint for name, hint in hints.items() if name.startswith(("list_", "read_")))
