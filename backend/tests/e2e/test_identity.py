"""With tokens, through the whole product: an issuer, the gateway and the services as processes of their own."""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest
from pymongo import AsyncMongoClient

from shared.testing.breaking import free_port
from shared.testing.issuer import AUDIENCE
from shared.testing.problems import assert_problem
from stack.running import RunningStack, running_stack
from stack.settings import REPOSITORY

BACKEND = REPOSITORY / "backend"
DOCUMENT = (REPOSITORY / "docs" / "identity.md").read_text(encoding="utf-8")
PATIENCE_SECONDS = 20


@dataclass
class DevelopmentIssuer:
    """`make issuer`, running."""

    port: int
    process: subprocess.Popen[str]
    banner: str

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """What `make token` executes."""
        command = [sys.executable, "-m", "shared.testing.issuer", "token", "--port", str(self.port), *arguments]
        return subprocess.run(command, cwd=BACKEND, capture_output=True, text=True, check=False)

    def bearer(self, subject: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.run('--subject', subject).stdout.strip()}"}

    def stop(self) -> int:
        self.process.terminate()
        self.process.communicate(timeout=10)
        return self.process.returncode


@pytest.fixture
def issuer() -> Iterator[DevelopmentIssuer]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "shared.testing.issuer", "serve", "--port", str(port)],
        cwd=BACKEND,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    banner = ""
    for line in process.stdout:
        banner += line
        if "make -s token" in line:
            break
    issuer = DevelopmentIssuer(port, process, banner)
    yield issuer
    issuer.stop()


@pytest.fixture
def stack(tmp_path_factory: pytest.TempPathFactory, issuer: DevelopmentIssuer) -> Iterator[RunningStack]:
    """The product as the issuer's own banner says that it is started."""
    settings = re.search(r"^  (AUTH_.*) make run$", issuer.banner, re.MULTILINE)
    assert settings is not None
    environment = dict(setting.split("=", 1) for setting in settings[1].split())
    assert environment == {
        "AUTH_MODE": "jwt",
        "AUTH_ISSUER": f"http://127.0.0.1:{issuer.port}",
        "AUTH_AUDIENCE": AUDIENCE,
    }
    with running_stack(tmp_path_factory.mktemp("stack"), environment=environment) as running:
        yield running


def test_the_requests_of_the_document_do_what_it_says(stack: RunningStack, issuer: DevelopmentIssuer) -> None:
    blocks: list[str] = re.findall(r"^```sh\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)
    (requests,) = [block for block in blocks if "curl" in block]
    first, *lines = requests.splitlines()
    assert first == "API=http://api.localhost"
    # Installed it is already, and the issuer has a port of its own.
    make = f'make() {{ command make -o setup ISSUER_PORT={issuer.port} "$@"; }}'
    script = "\n".join([make, f"{first}:{stack.web}", *(f"{line}\necho" for line in lines)])

    done = subprocess.run(["bash", "-ec", script], cwd=REPOSITORY, capture_output=True, text=True, check=True)  # noqa: S607

    created, alices, bobs, forbidden, unknown = (json.loads(line) for line in done.stdout.splitlines() if line.strip())
    assert [resume["id"] for resume in alices["items"]] == [created["id"]]
    assert bobs["items"] == []
    assert (forbidden["status"], forbidden["code"]) == (403, "INSUFFICIENT_SCOPE")
    assert (unknown["status"], unknown["code"]) == (401, "UNAUTHORIZED")


async def test_tokens_go_all_the_way_even_when_the_issuer_is_gone(
    stack: RunningStack, issuer: DevelopmentIssuer, example: dict[str, Any]
) -> None:
    alice, bob = issuer.bearer("alice"), issuer.bearer("bob")
    async with stack.client() as client:
        stranger = await client.get("/api/v1/interview/providers")
        assert_problem(stranger, 401, "UNAUTHORIZED")
        assert stranger.headers["WWW-Authenticate"] == 'Bearer realm="interview-prep"'
        resume = (await client.post("/api/v1/resumes", json=example, headers=alice)).json()["id"]
        for service in ("interview", "learning"):
            assert (await client.get(f"/api/v1/{service}/providers", headers=alice)).status_code == 200
        assert issuer.stop() == 0

        questions = await client.post(f"/api/v1/interview/{resume}/questions", headers=alice)
        path = await client.post(f"/api/v1/learning/{resume}/learning-path", headers=alice)
        made = (f"/api/v1/resumes/{resume}", questions.headers["Location"], path.headers["Location"])
        for address in made:
            assert (await client.get(address, headers=alice)).status_code == 200
            assert (await client.get(address, headers=bob)).status_code == 404
            assert (await client.delete(address, headers=bob)).status_code == 404
        assert await left(stack, resume) == 2

        assert (await client.delete(made[0], headers=alice)).status_code == 204
        for address in made:
            assert (await client.get(address, headers=alice)).status_code == 404
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await left(stack, resume):
                assert (await client.get(made[1], headers=alice)).status_code == 404


async def left(stack: RunningStack, resume: str) -> int:
    """How many things made of a résumé are stored."""
    of_it = {"resume_id": UUID(resume)}
    client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(stack.mongod.url, uuidRepresentation="standard")
    async with client:
        interviews = await client["interview_service"]["interviews"].count_documents(of_it)
        return interviews + await client["learning_service"]["learning_paths"].count_documents(of_it)


def test_a_token_without_an_issuer_is_a_sentence(issuer: DevelopmentIssuer) -> None:
    assert issuer.stop() == 0

    ended = issuer.run()

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        f"No development issuer runs on port {issuer.port}: start one with `make issuer`, or name its ISSUER_PORT.\n"
    )


def test_two_issuers_on_one_port_are_a_sentence(issuer: DevelopmentIssuer) -> None:
    command = [sys.executable, "-m", "shared.testing.issuer", "--port", str(issuer.port)]

    ended = subprocess.run(command, cwd=BACKEND, capture_output=True, text=True, timeout=30, check=False)

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith(f"Cannot serve on port {issuer.port}: ")


def test_the_development_issuer_speaks_to_this_machine_alone(issuer: DevelopmentIssuer) -> None:
    url = f"http://127.0.0.1:{issuer.port}"
    with httpx.Client(trust_env=False) as client:
        assert client.post(f"{url}/token", data={"sub": "alice"}).status_code == 200
        # A web page may point a name of its own at this machine.
        rebound = client.post(f"{url}/token", data={"sub": "alice"}, headers={"Host": "evil.example"})

    assert rebound.status_code == 404
