"""Field types of a résumé with their limits: lines, paragraphs, months and URLs."""

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue

from resume_service.resumes.periods import InvalidMonth, parse_month
from shared.core.constraints import MultiLine, SingleLine


def _month(value: str) -> str:
    try:
        parse_month(value)
    except InvalidMonth as error:
        raise ValueError(str(error)) from None
    return value


def _url(value: str) -> str:
    scheme, separator, rest = value.partition("://")
    host = rest.split("/", 1)[0]
    if scheme.lower() not in ("http", "https") or not separator or not host or any(c.isspace() for c in value):
        raise ValueError("a URL must begin with https:// or http:// and contain a host")
    return value


def _as_text(value: Any) -> Any:
    # Years and numbers of people are often unquoted. In JSON schema, 2022.0 is an integer, too.
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _grade(value: Any) -> Any:
    # Keep the notation: 4.0 is not 4.
    return str(value) if isinstance(value, float) else _as_text(value)


def no_boolean(value: Any) -> Any:
    """Reject true and false, which Python treats as 1 and 0."""
    if isinstance(value, bool):
        raise ValueError("must be a number, not true or false")  # noqa: TRY004  pydantic makes a 422 of this one only
    return value


URL = r"^[hH][tT][tT][pP][sS]?://[^\s/\x00-\x1F\x7F-\x9F][^\s\x00-\x1F\x7F-\x9F]*$"
MONTH = (
    r"^\s*((19[0-9]{2}|20[0-9]{2}|2100)"
    r"(\s?[-./년]\s?(0?[1-9]|1[0-2])(\s?[-./월]\s?(0?[1-9]|[12][0-9]|3[01])\s?일?|\s?월)?)?\s?년?"
    r"|present|now|current|현재|재직 ?중|진행 ?중)\s*$"
)
"""The checks of `_url` and `parse_month` as JSON schema patterns."""

_month_schema: JsonSchemaValue = {
    "anyOf": [
        {"type": "string", "pattern": MONTH},
        {"type": "integer", "minimum": 1900, "maximum": 2100},
    ]
}

Line = Annotated[str, SingleLine(300)]
Name = Annotated[str, SingleLine(200, min_length=1)]
Paragraph = Annotated[str, MultiLine(10_000)]
Url = Annotated[str, SingleLine(2_000), AfterValidator(_url), Field(json_schema_extra={"pattern": URL})]
Month = Annotated[
    str,
    SingleLine(40),
    BeforeValidator(_as_text),
    AfterValidator(_month),
    WithJsonSchema(_month_schema, mode="validation"),
]
Grade = Annotated[Line, BeforeValidator(_grade, json_schema_input_type=Line | float)]
Lines = Annotated[list[Annotated[str, SingleLine(300, min_length=1)]], Field(max_length=200)]
Paragraphs = Annotated[list[Annotated[str, MultiLine(4_000, min_length=1)]], Field(max_length=100)]
