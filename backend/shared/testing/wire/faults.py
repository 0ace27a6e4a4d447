"""What can go wrong with a provider, by name."""

from typing import Literal, get_args

Fault = Literal[
    "bad_key",
    "forbidden",
    "location",
    "unknown_model",
    "no_such_path",
    "invalid_request",
    "no_schema",
    "no_effort",
    "max_tokens",
    "too_long",
    "too_large",
    "rate_limited",
    "quota",
    "billing",
    "spend_limit",
    "server_error",
    "unavailable",
    "overloaded",
    "hang",
    "drip",
    "reset",
    "cut_off",
    "html",
    "other_json",
    "broken_json",
    "not_json",
    "empty_text",
    "breaks_schema",
    "refusal",
    "blocked",
    "truncated",
    "filtered",
    "ends_early",
    "error_event",
    "stalls",
]
"""
- `bad_key` to `overloaded`: an error status with the body the provider sends with it. `location` is a country that is
  not served, `no_such_path` a server that lacks the endpoint, `no_schema`, `no_effort` and `max_tokens` a model that
  lacks structured output, cannot be told how much to think, or answers with fewer tokens than asked for. `too_long` is
  a prompt beyond the context window, `too_large` a body beyond 413, `quota` and `billing` an account without money,
  or without a way to pay, `spend_limit` one that reached a limit its owner set (OpenAI and Claude only).
- `hang` reads the request and never answers; `drip` sends a blank now and then; `reset` resets the connection at once;
  `cut_off` promises more than it sends, or resets the connection half-way through a stream.
- `html` and `other_json` are a 200 that is not the provider's; `broken_json` ends before its JSON does, in a stream
  after half of the text; `not_json`, `empty_text` and `breaks_schema` are the provider's, with a useless text in it.
- `refusal`: the model declines; `blocked`: the safety filter does, `filtered`: after half of the text. `truncated`:
  half an answer, ended by max tokens.
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
