"""Loads professions on demand: all heads together, the competencies of a profession when needed.

`data/<id>.yaml` contains a profession: its names, sources (ISCO, ESCO, O*NET, NCS), titles, fields and words, then
`competencies:` with what interviewers look for, words that indicate the competency, signs of good and weak answers,
`probes` (questions about a claim that contains one of the `when` words), `situations` (questions for people who do not
show the competency; `needs` lists words of the branch that one is about, and `branch` says that the whole competency is
of a branch) and `learn` (the step to acquire it).
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from shared.core.data import read_yaml
from shared.language.lexicon import Lexicon
from shared.professions.models import Head, Profession
from shared.utils.versions import content_version


@cache
def heads() -> Mapping[str, Head]:
    """Return the heads of all professions by id (about 0.1 s on first call: call it in a thread)."""
    found = [Head.model_validate(_head(path)) for path in _paths()]
    return {head.id: head for head in sorted(found, key=lambda head: head.id)}


@cache
def profession(profession_id: str) -> Profession:
    """Return a complete profession; raises `KeyError`."""
    if profession_id not in heads():
        raise KeyError(profession_id)
    return Profession.model_validate(read_yaml(_data() / f"{profession_id}.yaml"))


@cache
def competency_words(profession_id: str) -> Lexicon[str]:
    """Return a lexicon from the words of a profession's competencies to their ids."""
    known = profession(profession_id)
    return Lexicon((word, one.id) for one in known.competencies for word in one.words.all)


@cache
def situation_words(profession_id: str) -> Lexicon[tuple[str, int]]:
    """Return a lexicon from the words that situations need to their competency and number."""
    return Lexicon(
        (word, (one.id, number))
        for one in profession(profession_id).competencies
        for number, situation in enumerate(one.situations)
        if situation.needs is not None
        for word in situation.needs.all
    )


@cache
def data_version() -> str:
    """Return the version of all profession files."""
    return content_version("professions", _data())


def _data() -> Traversable:
    return files("shared.professions") / "data"


def _paths() -> list[Traversable]:
    return [path for path in _data().iterdir() if path.name.endswith(".yaml")]


def _head(path: Traversable) -> Any:
    return {name: member for name, member in read_yaml(path).items() if name != "competencies"}
