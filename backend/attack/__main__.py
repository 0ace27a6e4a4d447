"""`python -m attack [name ...]`: try it, and print the table. The exit code is 1 when something does not hold."""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from time import monotonic

from attack.crowding import held_bodies, slow_documents
from attack.deaths import killed_services
from attack.doors import foreign_hosts, other_pages
from attack.prompting import breaking_names, spelled_identifiers
from attack.report import Finding, Row, table
from attack.stage import Stage, alone, among_others
from attack.writing import far_too_much, forbidden_topics, foreign_addresses, odd_characters, untrue_findings

LONGEST_SECONDS = 120
"""Of one attack; each is over in less than half of that."""


@dataclass(frozen=True, slots=True)
class Attack:
    """A line of the table before it is measured."""

    tried: str
    must_be: str
    run: Callable[[Stage], Awaitable[Finding]]


ALONE: Mapping[str, Attack] = {
    "hosts": Attack("a foreign `Host` at every port (DNS rebinding)", "421 or 404, 0 of 9", foreign_hosts),
    "pages": Attack("changes that a page of another site asks for", "403, 0 of 3", other_pages),
    "topics": Attack("a model's questions on protected topics beside a true quote", "0 of 12", forbidden_topics),
    "characters": Attack("control, bidi and invisible characters that a model writes", "0 of 5", odd_characters),
    "addresses": Attack(
        "URLs, e-mail addresses and numbers that a model has from elsewhere", "0 of 6", foreign_addresses
    ),
    "findings": Attack("a finding that claims what its quote does not say", "0 of 1", untrue_findings),
    "identifiers": Attack("identifiers in other spellings, in a prompt", "0 of 21", spelled_identifiers),
    "names": Attack("names that break the JSON in a prompt", "0 of 13", breaking_names),
    "deaths": Attack(
        "a service killed during a generation, the same key again",
        "answer within 5 s; what is stored is not paid twice",
        killed_services,
    ),
    "sizes": Attack("1 MB in lists that a model fills, and 17 MB", "cut or asked again, never a 500", far_too_much),
}
AMONG_OTHERS: Mapping[str, Attack] = {
    # First: what documents leave in memory would hide what bodies take.
    "bodies": Attack("400 import bodies held open one byte short", "at most +80 MB, closed after 30 s", held_bodies),
    "documents": Attack(
        "12 clients of one owner repeat a 2.3 MB PDF that takes 8 s", "others' small import at most 1 s", slow_documents
    ),
}
STAGES: Sequence[tuple[Callable[[], AbstractAsyncContextManager[Stage]], Mapping[str, Attack]]] = (
    (alone, ALONE),
    (among_others, AMONG_OTHERS),
)


async def attacked(names: Sequence[str]) -> list[Row]:
    """The rows of these attacks."""
    rows: list[Row] = []
    for staged, attacks in STAGES:
        chosen = {name: attack for name, attack in attacks.items() if name in names}
        if chosen:
            async with staged() as stage:
                for name, attack in chosen.items():
                    print(f"attacking: {name}", file=sys.stderr, flush=True)
                    rows.append(Row(attack.tried, attack.must_be, await _found(attack, stage)))
    return rows


async def _found(attack: Attack, stage: Stage) -> Finding:
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            return await attack.run(stage)
    except Exception as error:  # noqa: BLE001  one that cannot be measured keeps no other from being measured
        return Finding(f"not measured: {type(error).__name__}", held=False, notes=[str(error)])


def main() -> int:
    """Attack; 1 when something does not hold."""
    every = [*ALONE, *AMONG_OTHERS]
    parser = argparse.ArgumentParser(prog="python -m attack", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"which of {', '.join(every)}; none: all")
    names = parser.parse_args().names or every
    if unknown := set(names) - set(every):
        parser.error(f"no such attack: {', '.join(sorted(unknown))}")
    started = monotonic()
    rows = asyncio.run(attacked(names))
    print(table(rows))
    held = sum(row.finding.held for row in rows)
    print(f"\n{held} of {len(rows)} held, after {monotonic() - started:.0f} s.")
    return int(held < len(rows))


if __name__ == "__main__":
    sys.exit(main())
