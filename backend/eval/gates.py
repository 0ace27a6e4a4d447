"""The gates: what the figures of the rules may not fall behind, with the figures of the day in `gates.json`."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter

from eval.measures.base import Figure

GATES = Path(__file__).parent / "gates.json"
DIGITS = 4
WORSE = 0.02
"""By how much a figure that is behind its gate may be worse than on the day that the file was written."""


class Gate(BaseModel):
    """The least, or the most, that a figure may be; `today` is what it was when the gate was set.

    `behind` says why the rules do not pass it yet. The gate stays where it has to be reached, nothing may become worse
    than today meanwhile, and whoever reaches it is told to take the word away.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    today: float | None
    at_least: float | None = None
    at_most: float | None = None
    behind: str | None = None


@dataclass(frozen=True, slots=True)
class Missed:
    """A figure that does not pass its gate."""

    figure: Figure
    gate: Gate

    def __str__(self) -> str:
        bound = (
            f"at least {self.gate.at_least:.1%}"
            if self.gate.at_least is not None
            else f"at most {self.gate.at_most:.1%}"
        )
        value = "nothing" if self.figure.value is None else f"{self.figure.value:.1%}"
        cases = "".join(f"\n  {one.person}: {one.what}: {one.why}" for one in self.figure.findings[:5])
        return f"{self.figure.name}: {value}, must be {bound}{cases}"


def read_gates(path: Path = GATES) -> Mapping[str, Gate]:
    """The gates by the names of their figures."""
    return TypeAdapter(dict[str, Gate]).validate_json(path.read_bytes())


def complaints(figures: Sequence[Figure], gates: Mapping[str, Gate]) -> Iterator[str]:
    """What has to be done: gates that are missed and are not known to be, and those that are reached by now."""
    behind = {one.figure.name: one for one in missed(figures, gates)}
    for name, gate in gates.items():
        if name in behind and (gate.behind is None or _is_worse(behind[name].figure, gate)):
            yield str(behind[name])
        elif name not in behind and gate.behind is not None:
            yield f"{name}: reached; take `behind` out of gates.json"


def missed(figures: Sequence[Figure], gates: Mapping[str, Gate]) -> Iterator[Missed]:
    """The figures that do not pass; one that has nothing to judge does not pass either."""
    for figure in figures:
        gate = gates.get(figure.name)
        if gate is not None and not _passes(figure, gate):
            yield Missed(figure, gate)


def _is_worse(figure: Figure, gate: Gate) -> bool:
    if figure.value is None or gate.today is None:
        return True
    return (figure.value - gate.today if figure.low else gate.today - figure.value) > WORSE


def _passes(figure: Figure, gate: Gate) -> bool:
    if figure.value is None:
        return False
    above = gate.at_least is None or figure.value >= gate.at_least
    return above and (gate.at_most is None or figure.value <= gate.at_most)


def with_today(figures: Sequence[Figure], gates: Mapping[str, Gate]) -> str:
    """The file with today's figures; the gates stay as they are, a figure without one gets none."""
    new: dict[str, dict[str, float | str | None]] = {}
    for figure in figures:
        value = round(figure.value, DIGITS) if figure.value is not None else None
        gate = gates.get(figure.name, Gate(today=None)).model_dump(exclude_none=True)
        new[figure.name] = {"today": value, **{name: bound for name, bound in gate.items() if name != "today"}}
    return json.dumps(new, indent=2, ensure_ascii=False) + "\n"
