"""Prices of models: a dated built-in table, and an operator's own table that takes precedence."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import structlog
from pydantic import BaseModel, ConfigDict, Field, HttpUrl, TypeAdapter

logger = structlog.stdlib.get_logger(__name__)

PER = 1_000_000
SUFFIX = re.compile(r"-(?:\d{4}-\d{2}-\d{2}|\d{8}|\d{3}|latest|preview(?:-[\d-]+)?)")
"""Suffixes of a name that do not denote another model. `-mini` is not one: it has its own price."""

Usd = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Name = Annotated[str, Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars per million tokens."""

    input: float
    cached_input: float
    output: float


class PriceEntry(BaseModel):
    """A price and its source; `data/prices.yaml` explains each field."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    provider: Name
    model: Name
    aliases: tuple[Name, ...] = ()
    input: Usd
    cached_input: Usd
    output: Usd
    as_of: date
    source: HttpUrl
    valid_from: date = date.min

    @property
    def price(self) -> Price:
        """The price without its metadata."""
        return Price(self.input, self.cached_input, self.output)


Names = Mapping[tuple[str, str], Sequence[PriceEntry]]


def _today() -> date:
    return datetime.now(UTC).date()


class PriceTable:
    """Prices by provider and model. Earlier `tables` take precedence."""

    def __init__(self, *tables: Sequence[PriceEntry], today: Callable[[], date] = _today) -> None:
        self._tables = [_by_name(table) for table in tables]
        self._today = today
        self._warned: set[tuple[str, str]] = set()

    def price(self, provider: str, model: str) -> Price | None:
        """Return the price of a model by its own name, or by the longest name of which it is a dated form."""
        for table in self._tables:
            for name in _names(model):
                for entry in table.get((provider, name), ()):
                    if entry.valid_from <= self._today():
                        return entry.price
        return None

    def cost(
        self, provider: str, model: str, input_tokens: int, cached_tokens: int, output_tokens: int
    ) -> float | None:
        """Return the cost of a request in US dollars, or `None` if its price is not known (logged once per model).

        `cached_tokens` are part of `input_tokens`, and `output_tokens` include reasoning.
        """
        price = self.price(provider, model)
        if price is None:
            if (provider, model) not in self._warned:
                self._warned.add((provider, model))
                logger.warning("unknown price; cost not counted", provider=provider, model=model)
            return None
        fresh_tokens = max(0, input_tokens - cached_tokens)
        usd = fresh_tokens * price.input + cached_tokens * price.cached_input + output_tokens * price.output
        return usd / PER


def price_table(own: Path | None = None) -> PriceTable:
    """Return the built-in prices, preceded by those of the file `own`; raises `OSError`, `ValueError` for the file."""
    if own is None:
        return PriceTable(built_in())
    try:
        return PriceTable(_read(own.read_text(encoding="utf-8")), built_in())
    except ValueError as exc:
        raise ValueError(f"{own} is not a valid price table: {exc}") from exc


@cache
def built_in() -> tuple[PriceEntry, ...]:
    """Return the entries of `data/prices.yaml`, which is read once per process."""
    return _read((files("shared.llm") / "data" / "prices.yaml").read_text(encoding="utf-8"))


def _read(text: str) -> tuple[PriceEntry, ...]:
    import yaml  # noqa: PLC0415  needed once per process, and only if models are used

    try:
        entries = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as exc:
        raise ValueError(str(exc)) from exc
    return TypeAdapter(tuple[PriceEntry, ...]).validate_python(entries)


def _by_name(entries: Sequence[PriceEntry]) -> Names:
    """Return the entries of each name, the newest price first."""
    found: dict[tuple[str, str], list[PriceEntry]] = {}
    for entry in sorted(entries, key=lambda entry: entry.valid_from, reverse=True):
        for name in (entry.model, *entry.aliases):
            found.setdefault((entry.provider, name), []).append(entry)
    return found


def _names(model: str) -> list[str]:
    """Return the names under which a model may have an entry, the longest first."""
    cuts = [at for at, letter in enumerate(model) if letter == "-" and SUFFIX.fullmatch(model, at)]
    return [model, *(model[:at] for at in reversed(cuts))]
