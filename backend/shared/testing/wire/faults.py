"""What can go wrong with a provider, by name."""

from typing import Literal, get_args

Fault = Literal[
    "bad_key",
    "forbidden",
    "unknown_model",
    "no_such_path",
    "invalid_request",
    "too_long",
    "too_large",
    "rate_limited",
    "quota",
    "spend_limit",
    "server_error",
    "unavailable",
    "overloaded",
    "hang",
    "drip",
    "cut_off",
    "html",
    "other_json",
    "not_json",
    "empty_text",
    "breaks_schema",
    "refusal",
    "blocked",
    "truncated",
    "ends_early",
    "error_event",
    "stalls",
]
"""
- `bad_key` to `overloaded`: an error status with the body the provider sends with it. `no_such_path` is a server that
  lacks the endpoint, `too_long` a prompt beyond the context window, `too_large` a body beyond 413, `quota` an account
  without money, `spend_limit` one that reached a limit its owner set (OpenAI and Claude only).
- `hang` reads the request and never answers; `drip` sends a blank now and then; `cut_off` promises more than it sends,
  or resets the connection half-way through a stream.
- `html` and `other_json` are a 200 that is not the provider's; `not_json`, `empty_text` and `breaks_schema` are one
  that is, with a useless text in it.
- `refusal`: the model declines; `blocked`: the safety filter does. `truncated`: half an answer, ended by max tokens.
- For streams only, each after half of the text: `ends_early` ends the body without a finish marker, `error_event` sends
  the provider's error, `stalls` says no more. To a request for no stream they are a `server_error`.
"""

FAULTS: tuple[Fault, ...] = get_args(Fault)

DRIP_SECONDS = 0.2
HTML = b"<html><head><title>Sign in</title></head><body>Welcome to the hotel network.</body></html>"
OTHER_JSON = b'{"status": "ok"}'
TEXTS: dict[Fault, str] = {
    "not_json": "I am sorry, I would rather talk about the weather.",
    "empty_text": "",
    "breaks_schema": '{"unexpected": 1}',
}
