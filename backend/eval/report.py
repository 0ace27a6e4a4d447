"""Figures as a table for the screen and as JSON."""

import json
from collections.abc import Mapping, Sequence

from eval.gates import Gate, missed
from eval.measures.base import Figure

HEAD = "| what | share | of | gate | met? |\n| --- | --- | --- | --- | --- |"


def table(figures: Sequence[Figure], gates: Mapping[str, Gate]) -> str:
    """All figures as a Markdown table; what a figure is made of stands below its row."""
    failed = {one.figure.name for one in missed(figures, gates)}
    return "\n".join([HEAD, *(line for figure in figures for line in _rows(figure, gates.get(figure.name), failed))])


def findings(figures: Sequence[Figure], most: int) -> str:
    """The cases that speak against each figure, `most` of each."""
    parts: list[str] = []
    for figure in figures:
        if figure.findings:
            shown = [f"  {one.person}: {one.what}\n    -> {one.why}" for one in figure.findings[:most]]
            further = len(figure.findings) - len(shown)
            parts += [f"{figure.name}:", *shown, *([f"  and {further} more"] if further else [])]
    return "\n".join(parts)


def as_json(source: str, people: int, figures: Sequence[Figure]) -> str:
    """Everything, findings too."""
    told = {
        figure.name: {
            "value": figure.value,
            "hits": figure.hits,
            "of": figure.of,
            "low_is_good": figure.low,
            **({"shares": dict(figure.shares)} if figure.shares else {}),
            "findings": [{"person": one.person, "what": one.what, "why": one.why} for one in figure.findings],
        }
        for figure in figures
    }
    return json.dumps({"source": source, "people": people, "figures": told}, indent=1, ensure_ascii=False) + "\n"


def _rows(figure: Figure, gate: Gate | None, failed: set[str]) -> list[str]:
    value = "-" if figure.value is None else f"{figure.value:.1%}"
    bound, met = "", ""
    if gate is not None and (gate.at_least is not None or gate.at_most is not None):
        bound = f"≥ {gate.at_least:.0%}" if gate.at_least is not None else f"≤ {gate.at_most:.0%}"
        met = "-" if figure.value is None else "**no**" if figure.name in failed else "yes"
    rows = [f"| {figure.name} | {value} | {figure.of} | {bound} | {met} |"]
    return rows + [f"| · {name} | {share:.1%} | | | |" for name, share in figure.shares.items()]
