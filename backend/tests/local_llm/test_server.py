"""The model server as a process, with a script in its place; `make test-local-llm` has the real one."""

import os
import signal
import sys
from pathlib import Path

import httpx
import pytest

from local_llm.environment import Model
from local_llm.server import ServerFailed, serving

SERVE = """
import http.server

class Health(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/die":
            print("the model is too hot", flush=True)
            os._exit(3)
        self.send_response(200)
        self.end_headers()

http.server.HTTPServer(("127.0.0.1", int(sys.argv[sys.argv.index("--port") + 1])), Health).serve_forever()
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "server.log"


def server(folder: Path, code: str) -> Model:
    script = folder / "llama-server"
    script.write_text(f"#!{sys.executable}\nimport os, signal, sys, time\n{code}\n", encoding="utf-8")
    script.chmod(0o755)
    return Model(script, folder / "weights.gguf")


def test_weights_are_not_repacked(tmp_path: Path, log: Path) -> None:
    with serving(server(tmp_path, f"print(sys.argv, flush=True)\n{SERVE}"), log):
        assert "'--no-repack'" in log.read_text(encoding="utf-8")


def test_a_death_at_the_start_is_told_by_the_name_of_its_signal(tmp_path: Path, log: Path) -> None:
    dying = server(tmp_path, "print('load_tensors: AMX', flush=True); os.kill(os.getpid(), signal.SIGILL)")

    with pytest.raises(ServerFailed, match=r"SIGILL\. Its last words:\nload_tensors: AMX$"), serving(dying, log):
        pytest.fail("it serves")


def test_a_signal_without_a_name_is_told_by_its_number(tmp_path: Path, log: Path) -> None:
    number = signal.SIGRTMIN + 3
    dying = server(tmp_path, f"os.kill(os.getpid(), {number})")

    with pytest.raises(ServerFailed, match=rf"signal {number}\. It said nothing\.$"), serving(dying, log):
        pytest.fail("it serves")


def test_a_server_that_does_not_come_up_is_told_with_its_last_words(tmp_path: Path, log: Path) -> None:
    hanging = server(tmp_path, "print('x' * 3_000); print('warming up', flush=True); time.sleep(600)")

    expected = pytest.raises(ServerFailed, match=r"within 0\.5 s\. Its last words:\nx+\nwarming up$")
    with expected as caught, serving(hanging, log, up_seconds=0.5):
        pytest.fail("it serves")

    assert len(str(caught.value)) < 2_100


def test_a_death_while_it_is_used_is_told_afterwards(tmp_path: Path, log: Path) -> None:
    def use() -> None:
        with serving(server(tmp_path, f"print(os.getpid(), flush=True)\n{SERVE}"), log) as url:
            with pytest.raises(httpx.TransportError):
                httpx.get(f"{url}/die", trust_env=False)
            # Its connections end a moment before the process does.
            os.waitid(os.P_PID, int(log.read_text(encoding="utf-8").split()[0]), os.WEXITED | os.WNOWAIT)

    with pytest.raises(ServerFailed, match=r"exit code 3\. Its last words:\n(.*\n)*the model is too hot$"):
        use()
