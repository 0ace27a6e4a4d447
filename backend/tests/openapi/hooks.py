"""What no JSON schema can say of a request, for schemathesis: it loads this file into its own process.

Only valid requests are changed, and only where a client would know better. So "what the schema allows is accepted"
stays a check of every operation here.
"""

from collections.abc import MutableMapping
from datetime import timedelta
from typing import Any, cast

import schemathesis
from pydantic import validate_email
from pydantic_core import PydanticCustomError
from resume_service.resumes.periods import InvalidMonth, parse_month

from shared.core.clock import utc_now
from shared.core.constraints import allowed
from shared.core.ids import new_id
from shared.resumes.extra import MAX_KEY_LENGTH, SAFE_INTEGER
from shared.web.requests.idempotency import HEADER, KEY

MAX_QUESTIONS = 10
LEAST_MILESTONES = 3


@schemathesis.hook  # pyright: ignore[reportUnknownMemberType]  the decorator is typed in part only
def before_call(
    context: schemathesis.HookContext,  # noqa: ARG001  its name is how schemathesis recognises a hook's parameter
    case: schemathesis.Case[Any],
    kwargs: dict[str, Any],  # noqa: ARG001
) -> None:
    """Make a valid request keep the rules between its parts."""
    headers = cast("MutableMapping[str, str]", case.headers or {})  # pyright: ignore[reportUnknownMemberType]
    if KEY.fullmatch(headers.get(HEADER, "")):
        # A client makes a new key for each request; the same one with another body is rightly refused.
        headers[HEADER] = str(new_id())
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    query = cast("MutableMapping[str, Any]", case.query or {})  # pyright: ignore[reportUnknownMemberType]
    if isinstance(query.get("time_zone"), str):
        query["time_zone"] = "Asia/Seoul"
    if not isinstance(case.body, dict):
        return
    body = cast("dict[str, Any]", case.body)
    # It needs a header and a setting.
    body.pop("callback_url", None)
    _add_up(body)
    _with_mail(body.get("contact"))
    _with_one_of_two(body)
    if isinstance(body.get("target_date"), str):
        body["target_date"] = (utc_now().date() + timedelta(days=100)).isoformat()
    if isinstance(body.get("milestones_done"), list):
        # Every item has three milestones, and some have more.
        body["milestones_done"] = [one for one in cast("list[Any]", body["milestones_done"]) if one < LEAST_MILESTONES]
    for job in body.get("work_experiences") or ():
        _in_order(job)
    case.body = _carried(body)


def _add_up(body: dict[str, Any]) -> None:
    """The questions of a difficulty mix are as many as `count`, and one to ten."""
    mix = body.get("difficulty")
    if isinstance(mix, dict):
        body.pop("count", None)
        if not 1 <= sum(cast("dict[str, int]", mix).values()) <= MAX_QUESTIONS:
            body["difficulty"] = {"easy": 1}


def _with_one_of_two(body: dict[str, Any]) -> None:
    """A session has a set or the order of one; an answer a text, or none because it is skipped."""
    if body.get("question_set_id") is not None:
        body.pop("questions", None)
    if "question_id" in body and ("text" in body or "skip" in body or "seconds" in body or len(body) == 1):
        body.update({"skip": False} if body.get("text") is not None else {"skip": True})


def _with_mail(contact: Any) -> None:
    """An address whose domain can have mail: `.test`, `.arpa` and the like are addresses to a JSON schema, too."""
    if not isinstance(contact, dict):
        return
    members = cast("dict[str, Any]", contact)
    if isinstance(members.get("email"), str):
        try:
            validate_email(members["email"])
        except PydanticCustomError:
            members["email"] = "minsu.kim@example.com"


def _month(value: Any) -> int:
    # To a JSON schema 2022.0 is an integer.
    return parse_month(str(int(value) if isinstance(value, float) else value))


def _carried(value: Any) -> Any:
    """The value with what `extra` carries, where a résumé keeps names and values of any kind."""
    if isinstance(value, dict):
        members = cast("dict[str, Any]", value)
        return {allowed(name)[:MAX_KEY_LENGTH]: _carried(member) for name, member in members.items()}
    if isinstance(value, list):
        return [_carried(member) for member in cast("list[Any]", value)]
    if isinstance(value, str):
        return allowed(value)
    return 0 if isinstance(value, int) and abs(value) > SAFE_INTEGER else value


def _in_order(job: dict[str, Any]) -> None:
    """A job ends after it starts."""
    try:
        ordered = _month(job.get("start")) <= _month(job.get("end"))
    except InvalidMonth:
        return
    if not ordered:
        del job["end"]
