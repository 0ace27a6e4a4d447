"""`make run`: start everything, say where it is, stop everything."""

import os
import shlex
import signal
import sys
import threading
from time import monotonic
from types import FrameType
from typing import cast

from honcho.manager import Manager
from pydantic import ValidationError

from shared.config.llm import LlmSettings
from shared.config.loading import in_words
from shared.testing.mongod import MongodMissing
from stack.commands import SERVICES, Command, mongod, service, traefik
from stack.ports import PortsTaken, check_free
from stack.readiness import wait_until_ready
from stack.reporting import Reporter, why_mongod_ended
from stack.settings import REPOSITORY, StackSettings

READY_SECONDS = 60


def main() -> int:
    """Run until a signal comes or a process ends; the exit code says which."""
    started = monotonic()
    try:
        settings = StackSettings.load()
    except ValidationError as invalid:
        for line in in_words(invalid):
            print(f"Cannot start: {line}", file=sys.stderr)
        return 1
    web_port = settings.web_port
    try:
        check_free(_ports(settings, web_port))
        processes = commands_of(settings, web_port)
    except PortsTaken as taken:
        print(f"Cannot start:\n{taken}", file=sys.stderr)
        return 1
    except MongodMissing as missing:
        print(f"Cannot start: {missing}, or set MONGODB_URL to a server of yours.", file=sys.stderr)
        return 1
    for directory in ("mongodb", "logs"):
        (settings.data_dir / directory).mkdir(parents=True, exist_ok=True)
    reporter = Reporter(sys.stdout)
    manager = Manager(reporter)
    for command in processes:
        # exec: the signal then reaches the process itself and not a shell in front of it.
        line = f"exec {shlex.join(command.arguments)}"
        manager.add_process(command.name, line, env=dict(command.environment))  # pyright: ignore[reportUnknownMemberType]
    # A terminal that closes is one more way to say stop.
    signal.signal(signal.SIGHUP, _terminate)
    threading.Thread(target=_announce, args=(settings, web_port, started, manager), daemon=True).start()
    manager.loop()
    return _explain(_code(manager) or 0, reporter.ended_first, settings)


def _ports(settings: StackSettings, web_port: int) -> dict[str, tuple[int, str]]:
    ports = {
        "the gateway": (web_port, "GATEWAY_PORT"),
        "the dashboard": (settings.dashboard_port, "DASHBOARD_PORT"),
        "resume-service": (settings.resume_service_port, "RESUME_SERVICE_PORT"),
        "interview-service": (settings.interview_service_port, "INTERVIEW_SERVICE_PORT"),
        "learning-service": (settings.learning_service_port, "LEARNING_SERVICE_PORT"),
    }
    if settings.mongodb_url is None:
        ports["MongoDB"] = (settings.mongodb_port, "MONGODB_PORT, or use your own server with MONGODB_URL")
    return ports


def commands_of(settings: StackSettings, web_port: int) -> list[Command]:
    """The processes of the stack with these settings."""
    database = settings.mongodb_url or f"mongodb://127.0.0.1:{settings.mongodb_port}"
    ports = {
        "resume": settings.resume_service_port,
        "interview": settings.interview_service_port,
        "learning": settings.learning_service_port,
    }
    urls = {name: [f"http://127.0.0.1:{ports[name]}"] for name in SERVICES}
    log = settings.data_dir / "logs" / "gateway-access.log" if settings.gateway_access_log else None
    commands = [service(name, ports[name], database, {other: of[0] for other, of in urls.items()}) for name in SERVICES]
    commands.append(traefik(web_port, settings.dashboard_port, urls, log, settings.gateway_read_seconds))
    if settings.mongodb_url is None:
        commands.insert(0, mongod(settings.mongodb_port, settings.data_dir))
    return commands


def _announce(settings: StackSettings, web_port: int, started: float, manager: Manager) -> None:
    if not wait_until_ready(web_port, READY_SECONDS, lambda: _code(manager) is None):
        if _code(manager) is None:
            print(f"Not ready after {READY_SECONDS} s; the lines above say what is missing.", flush=True)
        return
    base = "http://api.localhost" + ("" if web_port == 80 else f":{web_port}")
    example = shlex.quote(f"@{REPOSITORY / 'docs' / 'examples' / 'resume.json'}")
    read_id = """python3 -c 'import json, sys; print(json.load(sys.stdin)["id"])'"""
    models = LlmSettings().configured
    local = settings.auth_mode == "local"
    token = "" if local else ' -H "Authorization: Bearer $TOKEN"'
    print(
        f"""
Ready in {monotonic() - started:.1f} s.

  résumés     {base}/api/v1/resumes        {base}/api/v1/resumes/docs
  interview   {base}/api/v1/interview      {base}/api/v1/interview/docs
  learning    {base}/api/v1/learning       {base}/api/v1/learning/docs
  dashboard   http://127.0.0.1:{settings.dashboard_port}/dashboard/
  data        {settings.data_dir if settings.mongodb_url is None else "in your own MongoDB"}
  generation  {"by " + ", ".join(models) if models else "by the built-in rules: no LLM key is set"}
  callers     {"one owner, without a token" if local else f"whom a token of {settings.auth_issuer} names"}

Try it{"" if local else ", with a token in $TOKEN"}:

  id=$(curl -s {base}/api/v1/resumes{token} -H 'Content-Type: application/json' -d {example} | {read_id})
  curl -s -X POST {base}/api/v1/interview/$id/questions{token}
  curl -s -X POST {base}/api/v1/learning/$id/learning-path{token}

Ctrl-C stops everything.
""",
        flush=True,
    )


def _code(manager: Manager) -> int | None:
    return cast(int | None, manager.returncode)  # pyright: ignore[reportUnknownMemberType]  honcho has no types


def _terminate(_: int, __: FrameType | None) -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def _explain(code: int, ended_first: str | None, settings: StackSettings) -> int:
    if code in (128 + signal.SIGINT, 128 + signal.SIGTERM):
        return 0
    print(f"Stopped: {ended_first} ended by itself ({_meaning(code)}); its last lines are above.", flush=True)
    log = settings.data_dir / "logs" / "mongodb.log"
    if ended_first == "mongodb" and log.exists():
        reason = why_mongod_ended(log)
        print(f"MongoDB's own log is {log}" + (f"; it says: {reason}" if reason else "."), flush=True)
    return code if code > 0 else 1


def _meaning(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


if __name__ == "__main__":
    sys.exit(main())
