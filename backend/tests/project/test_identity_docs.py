"""docs/identity.md says what the code does: its tables and figures are held to it."""

import re
from typing import Any

import pytest

from shared.config.auth import AuthSettings
from shared.core.identity import SCOPES, InsufficientScope, InvalidToken, IssuerUnavailable, TokenMissing
from shared.web.identity import jwks, tokens
from stack.settings import REPOSITORY

DOCUMENT = (REPOSITORY / "docs" / "identity.md").read_text(encoding="utf-8")
WORDS = re.sub(r"\s+", " ", DOCUMENT)


def rows(heading: str) -> list[list[str]]:
    """The cells of the first table that follows `heading`."""
    table = re.search(r"(?:^\|.*\n)+", DOCUMENT[DOCUMENT.index(f"\n## {heading}\n") :], re.MULTILINE)
    assert table is not None
    return [[cell.strip(" `") for cell in line.strip("|").split(" | ")] for line in table[0].splitlines()[2:]]


def written(default: Any) -> str:
    match default:
        case None:
            return "none"
        case bool():
            return str(default).lower()
        case tuple():
            return ",".join(default)  # pyright: ignore[reportUnknownArgumentType]  of strings
        case _:
            return f"{default:g}" if isinstance(default, float | int) else str(default)


def test_the_settings_are_those_of_the_code_with_their_defaults() -> None:
    assert {row[0]: row[1] for row in rows("Settings")} == {
        name.upper(): written(field.default) for name, field in AuthSettings.model_fields.items()
    }


def test_the_scopes_are_those_of_the_code() -> None:
    assert {row[0] for row in rows("What a token must be")} == SCOPES


def test_the_refusals_are_those_of_the_code() -> None:
    shown = {row[1]: row[0] for row in rows("What is refused, and how")}

    for refusal in (TokenMissing, InvalidToken, InsufficientScope, IssuerUnavailable):
        assert shown[refusal.code] == str(int(refusal.status))


@pytest.mark.parametrize(
    "sentence",
    [
        f"at most {tokens.MAX_TOKEN_LENGTH} characters",
        f"Keys older than {jwks.RENEW_SECONDS} s are fetched anew while requests go on",
        f"keys older than {jwks.STALE_SECONDS} s before they are used",
        f"at most one in {jwks.COOLDOWN_SECONDS} s",
        f"tokens of known keys pass for {jwks.KEEP_SECONDS / 3600:g} h",
        f"waits for the issuer {jwks.WAIT_SECONDS} s at most",
        f"not checked again for {tokens.REMEMBER_SECONDS} s",
        f"is believed for {(jwks.STALE_SECONDS + tokens.REMEMBER_SECONDS) / 60:g} minutes at most",
    ],
)
def test_the_figures_are_those_of_the_code(sentence: str) -> None:
    assert sentence in WORDS
