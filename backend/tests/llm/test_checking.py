"""What `python -m shared.llm check` tells about each provider, and what it keeps to itself."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from shared.config.llm import KNOWN, LlmSettings
from shared.llm.checking import ADVICE, WORKING, Report, check
from shared.llm.errors import ProviderError
from shared.llm.money.pricing import PriceTable, built_in
from shared.llm.race.policy import POLICIES
from shared.testing.plugin import MEASURED
from shared.testing.wire import KEYS, Fault, Sends, WireServer, closed_port_url, settings_for

PRICES = PriceTable(built_in())
SPOKEN = {
    "status": "completed",
    "output": [{"type": "message", "content": [{"type": "output_text", "text": "ok"}]}],
    "usage": {"input_tokens": 1_000, "output_tokens": 2_000},
}


async def checked(settings: LlmSettings) -> Report:
    report = await check(settings, PRICES)
    assert_no_key_in(str(report))
    return report


def assert_no_key_in(text: str) -> None:
    assert [key for key in KEYS.values() if key[-4:] in text] == []


async def test_every_provider_works(wire: WireServer) -> None:
    report = await checked(settings_for(wire, *KNOWN))

    assert report.exit_code == 0
    assert [(one.provider, one.works, one.result) for one in report.checks] == [(name, True, "ok") for name in KNOWN]
    assert [len(wire.providers[name].requests) for name in KNOWN] == [1, 1, 1]
    for one in report.checks:
        assert f"{one.model} → {one.model}-wire" in str(report)
    lines = str(report).splitlines()
    assert lines[0].split() == ["provider", "model", "ms", "tokens", "cost", "result"]
    assert len(lines) == 4


async def test_a_call_costs_what_the_table_says_or_nobody_knows(wire: WireServer) -> None:
    wire.openai.script([Sends({**SPOKEN, "model": "gpt-6-luna"})])

    report = await checked(settings_for(wire, "openai", "claude", anthropic_model="claude-nobody-knows"))

    known, unknown = str(report).splitlines()[1:]
    usd = PRICES.cost("openai", "gpt-6-luna", 1_000, 0, 2_000)
    assert usd is not None
    assert known.split() == ["openai", "gpt-6-luna", known.split()[2], "3000", f"${usd:.6f}", "ok"]
    assert unknown.split()[-2:] == ["unknown", "ok"]


@pytest.mark.parametrize(
    ("fault", "advice"),
    [
        ("bad_key", "the key was rejected: check ANTHROPIC_API_KEY"),
        ("unknown_model", "no such model for this key: check ANTHROPIC_MODEL and ANTHROPIC_BASE_URL"),
        ("quota", "the account has no credit or quota left: check its billing"),
        ("html", "the response is not a model's answer: check proxies and ANTHROPIC_BASE_URL"),
    ],
)
async def test_the_one_that_fails_is_told_with_what_to_do(wire: WireServer, fault: Fault, advice: str) -> None:
    wire.claude.fails(fault)

    report = await checked(settings_for(wire, *KNOWN))

    assert report.exit_code == 1
    assert [one.result for one in report.checks] == ["ok", advice, "ok"]
    assert len(wire.claude.requests) == 1


async def test_it_says_when_to_try_again_after_a_rate_limit(wire: WireServer) -> None:
    wire.openai.fails("rate_limited", retry_after=7)
    wire.claude.fails("rate_limited")

    report = await checked(settings_for(wire, "openai", "claude"))

    assert [one.result for one in report.checks] == [
        "too many requests: try again in 7 s",
        "too many requests: try again in a moment",
    ]


async def test_a_refused_connection_names_the_host_and_no_password(wire: WireServer) -> None:
    url = closed_port_url()
    changes = {"openai_base_url": f"{url}/v1", "gemini_base_url": url.replace("://", "://user:pa55word@")}

    report = await checked(settings_for(wire, "openai", "gemini", **changes))

    host = url.removeprefix("http://")
    assert report.exit_code == 1
    assert report.checks[0].result == f"no connection to {host}: check the network and OPENAI_BASE_URL"
    assert report.checks[1].result == f"no connection to {host}: check the network and GEMINI_BASE_URL"
    assert "pa55word" not in str(report)


async def test_a_provider_that_says_nothing_is_given_its_own_time(wire: WireServer) -> None:
    wire.gemini.fails("hang")

    report = await checked(settings_for(wire, "gemini", gemini_timeout_seconds=0.2))

    assert report.checks[0].result == "no answer within 0.2 s: check the network, or raise GEMINI_TIMEOUT_SECONDS"
    assert "~" in str(report)


async def test_an_answer_that_reaches_the_limit_shows_that_all_works_and_is_not_asked_for_again(
    wire: WireServer,
) -> None:
    wire.openai.fails("truncated")

    report = await checked(settings_for(wire, "openai"))

    assert (report.exit_code, report.checks[0].result) == (0, "ok")
    assert len(wire.openai.requests) == 1


async def test_an_address_that_is_none_fails_alone(wire: WireServer) -> None:
    report = await checked(settings_for(wire, "openai", "claude", openai_base_url="http://user:pa55word@[nowhere/v1"))

    assert [one.works for one in report.checks] == [False, True]
    assert "OPENAI_BASE_URL" in report.checks[0].result
    assert "pa55word" not in str(report)


async def test_a_compatible_server_is_checked_without_a_key(wire: WireServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCAL_BASE_URL", wire.openai.base_url)
    monkeypatch.setenv("LOCAL_MODEL", "gemma")

    report = await checked(LlmSettings(llm_providers=("local",)))

    assert (report.exit_code, report.lacking) == (0, {})
    assert str(report).splitlines()[1].split()[:4] == ["local", "gemma", "→", "gemma-wire"]
    assert "unknown" in str(report)


async def test_what_is_not_configured_is_told(wire: WireServer) -> None:
    report = await checked(settings_for(wire, *KNOWN, openai_api_key="", gemini_api_key=" "))

    assert report.exit_code == 0
    assert str(report).splitlines()[-1] == "not configured: openai (OPENAI_API_KEY), gemini (GEMINI_API_KEY)"


async def test_with_nothing_configured_the_rules_generate() -> None:
    report = await checked(LlmSettings())

    assert report.exit_code == 2
    assert str(report).splitlines()[0] == "No language model is configured: the built-in rules generate."


async def test_a_models_name_for_itself_cannot_move_the_cursor(wire: WireServer) -> None:
    wire.openai.script([Sends({**SPOKEN, "model": "gpt\x1b[2J"})])

    report = await checked(settings_for(wire, "openai"))

    assert "→ gpt[2J " in str(report)


def test_there_is_advice_for_every_kind_of_failure() -> None:
    assert set(ADVICE) | WORKING - {"ok"} == {error.kind for error in POLICIES if error is not ProviderError}


async def run(*arguments: str, **settings: str) -> tuple[int | None, str, str]:
    """The command in a process of its own, which reads no `.env` but the one it is given."""
    nothing = {f"{prefix}_API_KEY": "" for prefix in ("OPENAI", "ANTHROPIC", "GEMINI")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "shared.llm", "check", "--env-file", os.devnull, *arguments),
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": ":".join(filter(None, sys.path)),
            **nothing,
            **settings,
            **MEASURED,
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode, out.decode(), err.decode()


async def test_as_a_command_it_reads_the_file_and_the_environment_wins(wire: WireServer, tmp_path: Path) -> None:
    wire.openai.fails("bad_key")
    file = tmp_path / ".env"
    file.write_text(
        f"LLM_PROVIDERS=local,openai\nLOCAL_BASE_URL={wire.openai.base_url}\nLOCAL_MODEL=of-the-file\n", "utf-8"
    )

    environment = {
        "OPENAI_API_KEY": KEYS["openai"],
        "OPENAI_BASE_URL": wire.openai.base_url,
        "LOCAL_MODEL": "of-the-environment",
    }
    code, out, err = await run("--env-file", str(file), **environment)

    lines = out.splitlines()
    assert (code, err) == (1, "")
    assert len(lines) == 3
    assert lines[1].startswith("local     of-the-environment")
    assert lines[2].endswith("the key was rejected: check OPENAI_API_KEY")
    assert_no_key_in(out)


async def test_as_a_command_it_tells_settings_that_are_wrong() -> None:
    code, out, err = await run(LLM_PROVIDERS="local", LLM_DEADLINE_SECONDS="never")

    assert (code, out) == (1, "")
    assert "LLM_DEADLINE_SECONDS: " in err
    assert "Traceback" not in err
