"""The comparison's results as a Markdown table."""

from collections.abc import Mapping, Sequence
from statistics import median

from bench.llm.rows import Measured, Row

Figures = Mapping[str, Sequence[Measured]]
Results = Mapping[tuple[str, str], Figures]
"""Every round's figures, by row and contender."""

OURS, FLOOR = "ours", "raw"
MULTIPLES = "CPU a call"


def table(rows: Sequence[Row], results: Results, names: Sequence[str]) -> str:
    """Medians, with the ranges behind multiples; the best of each row is bold, whoever has it."""
    lines = [f"| what | {' | '.join(names)} | ours must reach | met? |", "| --- |" + " --- |" * (len(names) + 2)]
    for row in rows:
        figures = {name: _figures(row, results, name) for name in names}
        scores = {name: _score(row, figures[name]) for name in names}
        best = min((score for score in scores.values() if score is not None), default=None)
        cells = [_cell(row, figures[name], best=scores[name] is not None and scores[name] == best) for name in names]
        bounds = ", ".join(dict.fromkeys(_bound(row, bound) for bound in row.bounds.values()))
        met = all(_met(row, figures[OURS].get(figure, ()), bound) for figure, bound in row.bounds.items())
        lines.append(f"| {row.name} | {' | '.join(cells)} | {bounds} | {'yes' if met else 'NO'} |")
    return "\n".join(lines)


def _figures(row: Row, results: Results, name: str) -> Figures:
    """What a contender was measured with; CPU as multiples of the SDK alone."""
    found = results.get((row.name, name), {})
    if not row.name.startswith(MULTIPLES):
        return found
    floor = median(_numbers(results.get((row.name, FLOOR), {}).get("ms", ())) or [1.0])
    return {figure: [value / floor for value in _numbers(values)] for figure, values in found.items()}


def _numbers(values: Sequence[Measured]) -> list[float]:
    return [value for value in values if isinstance(value, float | int)]


def _medians(figures: Figures) -> dict[str, float]:
    return {name: median(_numbers(values)) for name, values in figures.items() if _numbers(values)}


def _words(figures: Figures) -> list[str]:
    return list(dict.fromkeys(str(value) for values in figures.values() for value in values if isinstance(value, str)))


def _score(row: Row, figures: Figures) -> float | None:
    """Less is better; none for a contender that did not do what was asked. What prints alike is equally good."""
    wanted = next(iter(row.bounds.values()))
    words, medians = _words(figures), _medians(figures)
    if isinstance(wanted, str):
        return 0.0 if words == [wanted] else None
    if words or not medians:
        return None
    if row.form is None:
        return round(max(medians.values()), 2 if row.name.startswith(MULTIPLES) else 0)
    first = round(medians[next(iter(row.bounds))], 2)
    return -first if row.at_least else first


def _cell(row: Row, figures: Figures, *, best: bool) -> str:
    """Medians; of several figures without a form the range of their medians."""
    medians, said = _medians(figures), list[str]()
    if row.name.startswith(MULTIPLES):
        said += [f"{medians[name]:.2f} ({min(figures[name]):.2f}-{max(figures[name]):.2f})" for name in medians]
    elif row.form is not None and set(medians) == set(figures) != set():
        said.append(row.form.format(**medians))
    elif len(medians) > 1:
        said.append(f"{min(medians.values()):,.0f}-{max(medians.values()):,.0f} ms")
    else:
        said += [f"{value:,.0f} {name if name in ('ms', 'MB') else ''}".strip() for name, value in medians.items()]
    shown = ", ".join([*said, *_words(figures)]) or "-"
    return f"**{shown}**" if best else shown


def _bound(row: Row, bound: float | str) -> str:
    if isinstance(bound, str):
        return bound
    return f"{'≥' if row.at_least else '≤'} {bound:,g}{' x raw' if row.name.startswith(MULTIPLES) else ''}"


def _met(row: Row, values: Sequence[Measured], bound: float | str) -> bool:
    if isinstance(bound, str):
        return bool(values) and set(values) == {bound}
    found = _numbers(values)
    if not found or len(found) < len(values):
        return False
    return median(found) >= bound if row.at_least else median(found) <= bound
