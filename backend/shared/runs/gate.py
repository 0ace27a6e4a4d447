"""The gate: checks all model output before a recipe sees it.

Output that passes is composed (NFC), has no invisible characters, keeps the lengths of its schema, and contains no
address that its reader does not already know. Redacted identifiers are restored. Text is plain text: HTML is unchanged.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin

from pydantic import BaseModel

from shared.core.constraints import shown
from shared.llm.output.bounds import Cited, ListBounds, TextBounds
from shared.resumes.instructions import is_order
from shared.runs.addresses import Addresses
from shared.runs.models import Material
from shared.utils.prompts import FENCED

V = TypeVar("V", bound=BaseModel)

NUMBERS = re.compile(r"\s*[\[(](?:[SP]\d{1,5})(?:\s*[,;]\s*[SP]\d{1,5})*[\])]")
"""The numbers of statements, which mean nothing to a reader who has not seen the prompt."""

SENTENCE = re.compile(r"\n+|(?<=[.!?。])\s+")
WORD = re.compile(r"\w+")
ANY_FENCE = "anyfence"
"""Stands for the number of a fence."""

SAID = 7
"""This many consecutive words of the instructions show that the model copied them."""

KEPT = 64
"""Instructions whose runs of words are kept; they differ by language, trade and what is asked for."""


class Refused(Exception):
    """A part was rejected; `generation.rejected` counts it under `reason`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class ObjectShape:
    """A model with fields."""

    fields: Mapping[str, "Shape"]


@dataclass(frozen=True, slots=True)
class ListShape:
    """A list of values of one shape."""

    of: "Shape"
    bounds: ListBounds


Shape = TextBounds | ListShape | ObjectShape | None
"""What the gate has to check; `None` for numbers, choices and citations."""


class Gate:
    """The gate of one run.

    `known` are texts besides the résumé and the posting whose addresses may appear, such as those of a catalogue.
    """

    def __init__(self, material: Material, known: Iterable[str] = ()) -> None:
        self._material = material
        self._addresses = Addresses(_Texts(material, known))
        self._instructions: list[frozenset[tuple[str, ...]]] = []

    def keep_to_itself(self, *instructions: str) -> None:
        """Reject output that repeats these instructions, not counting the data between markers."""
        for text in instructions:
            # The number of the fence differs from run to run; the rest is the same for many of them.
            self._instructions.append(_all_runs(self._without_number(FENCED.sub("\n", text))))

    def _without_number(self, text: str) -> str:
        return text.replace(self._material.redaction.fence.number, ANY_FENCE)

    def _repeats_instructions(self, text: str) -> bool:
        runs = _runs(self._without_number(text))
        return any(not known.isdisjoint(runs) for known in self._instructions)

    def passed(self, element: V) -> V:
        """Return the element in deliverable form; raises `Refused`."""
        return self._object(element, _shape_of(type(element)))

    def sifted(self, value: V) -> tuple[V, Counter[str]]:
        """Return a value without its rejected parts, and the reasons: texts become empty, elements are removed."""
        reasons = Counter[str]()
        kept: dict[str, Any] = {}
        for name, shape in _shape_of(type(value)).fields.items():
            member = getattr(value, name)
            try:
                if isinstance(shape, ListShape) and isinstance(shape.of, ObjectShape):
                    kept[name] = self._sifted_list(member, shape, shape.of, reasons)
                else:
                    kept[name] = self._value(member, shape)
            except Refused as refused:
                reasons[refused.reason] += 1
                kept[name] = "" if isinstance(member, str) else []
        return value.model_copy(update=kept), reasons

    def _sifted_list(self, elements: list[Any], shape: ListShape, of: ObjectShape, reasons: Counter[str]) -> list[Any]:
        kept: list[Any] = []
        for element in elements[: shape.bounds.max_items]:
            try:
                kept.append(self._object(element, of))
            except Refused as refused:
                reasons[refused.reason] += 1
        return kept

    def _value(self, value: Any, shape: Shape) -> Any:
        if value is None or shape is None:
            return value
        if isinstance(shape, TextBounds):
            text = self._text(value, shape)
            if not text:
                raise Refused("empty")
            return text
        if isinstance(shape, ObjectShape):
            return self._object(value, shape)
        return self._list(value, shape)

    def _object(self, value: V, shape: ObjectShape) -> V:
        kept = {name: self._value(getattr(value, name), of) for name, of in shape.fields.items()}
        return value.model_copy(update=kept)

    def _list(self, values: list[Any], shape: ListShape) -> list[Any]:
        # Elements beyond the maximum are dropped unchecked.
        values = values[: shape.bounds.max_items]
        if isinstance(shape.of, TextBounds):
            bounds = shape.of
            kept = [text for value in values if (text := self._text(value, bounds))]
        else:
            kept = [self._value(value, shape.of) for value in values]
        if len(kept) < shape.bounds.min_items:
            raise Refused("too_short")
        return kept

    def _text(self, value: str, bounds: TextBounds) -> str:
        """Return a text in deliverable form; empty if it has no visible characters."""
        # First: a text that is far too long is not worth processing.
        if len(value) > 4 * bounds.max_length:
            raise Refused("too_long")
        text = NUMBERS.sub("", shown(self._material.redaction.show(value)))
        if len(text) > bounds.max_length:
            raise Refused("too_long")
        if 0 < len(text) < bounds.min_length:
            raise Refused("too_short")
        if self._addresses.foreign(text) is not None:
            raise Refused("foreign_address")
        if self._material.statements.orders.obeyed(text) or self._repeats_instructions(text):
            raise Refused("instructions")
        return text


class _Texts:
    """The texts whose addresses the reader knows, evaluated lazily."""

    def __init__(self, material: Material, known: Iterable[str]) -> None:
        self._material = material
        self._known = known

    def __iter__(self) -> Iterator[str]:
        texts = (text for _, text in self._material.resume.texts())
        for text in (*texts, self._material.job_posting or ""):
            # Addresses in instructions to a model are not trusted.
            yield from (sentence for sentence in SENTENCE.split(text) if not is_order(sentence))
        yield from self._known


def check_bounds(model: type[BaseModel]) -> None:
    """Raise `TypeError` for a text or list of `model` without bounds."""
    _shape_of(model)


@cache
def _shape_of(model: type[BaseModel]) -> ObjectShape:
    return ObjectShape(
        {
            name: _shape(field.annotation, tuple(field.metadata), f"{model.__name__}.{name}")
            for name, field in model.model_fields.items()
        }
    )


def _shape(annotation: Any, metadata: tuple[Any, ...], place: str) -> Shape:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if any(isinstance(one, Cited) for one in metadata):
        return None
    if origin is Annotated:
        return _shape(arguments[0], (*metadata, *arguments[1:]), place)
    if origin in (Union, UnionType):
        shapes = [_shape(one, metadata, place) for one in arguments if one is not NoneType]
        return next((shape for shape in shapes if shape is not None), None)
    if annotation is str:
        return _bounds(metadata, TextBounds, place)
    if origin is list:
        return ListShape(_shape(arguments[0], (), place), _bounds(metadata, ListBounds, place))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _shape_of(annotation)
    return None


B = TypeVar("B")


def _bounds(metadata: tuple[Any, ...], kind: type[B], place: str) -> B:
    for one in metadata:
        if isinstance(one, kind):
            return one
    raise TypeError(f"{place} needs {kind.__name__}: model output must be bounded")


@lru_cache(KEPT)
def _all_runs(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(_runs(text))


def _runs(text: str) -> set[tuple[str, ...]]:
    words = cast("list[str]", WORD.findall(text.casefold()))
    return {tuple(words[start : start + SAID]) for start in range(len(words) - SAID + 1)}
