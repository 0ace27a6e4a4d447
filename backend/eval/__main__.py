"""`python -m eval`: have questions and paths made for invented people, and judge them by code; have labelled answers
evaluated, and hold that against the labels.

Prints a table; the figures with all findings go into a JSON file, and a picture. Exit code 1: a gate is missed that
is not known to be (the rules only).
"""

import argparse
import asyncio
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

import structlog
from dotenv import load_dotenv
from interview_service.evaluation.rules import RuleBasedEvaluator

from eval.answers import Answers
from eval.gates import GATES, complaints, read_gates, with_today
from eval.labels import read_labels, told
from eval.making import IN_A_ROW, answers_of, models, rules
from eval.measures.base import Figure
from eval.measures.registry import cases_of, judge
from eval.people import Person, read_people
from eval.picture import draw
from eval.practice.measures import practice_figures
from eval.report import as_json, findings, table

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / ".eval"


def main() -> int:
    """Return the exit code."""
    parser = _parser()
    options = parser.parse_args()
    if options.labels:
        people = read_people()
        print(told(read_labels(), people, asyncio.run(answers_of(people, rules()))))
        return 0
    try:
        people, answers = asyncio.run(_answers(options))
    except (OSError, ValueError) as error:
        parser.error(str(error))
    figures = judge(cases_of(people, answers))
    if answers.source == "rules" and not options.people:
        figures += practice_figures(RuleBasedEvaluator().evaluate)
    _tell(options, answers.source, people, figures)
    if options.save is not None:
        answers.write(options.save)
    if options.set_today:
        GATES.write_text(with_today(figures, read_gates()), encoding="utf-8")
    if answers.source != "rules" or options.people:
        return 0
    told_of = list(complaints(figures, read_gates()))
    print(*told_of, sep="\n", file=sys.stderr, end="\n" if told_of else "")
    return int(bool(told_of))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval", description=__doc__)
    parser.add_argument(
        "generator", nargs="?", choices=("rules", "llm"), default="rules", help="what makes them (rules)"
    )
    parser.add_argument(
        "--answers", type=Path, metavar="FILE", help="judge what stands in a file instead (eval/answers.py)"
    )
    parser.add_argument("--people", nargs="+", default=(), metavar="ID", help="only these; gates are for all together")
    parser.add_argument("--sets", type=int, default=IN_A_ROW, help="sets in a row for each (%(default)s)")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print so many findings of each figure")
    parser.add_argument("--out", type=Path, default=OUT, help="folder of the JSON file and the picture (%(default)s)")
    parser.add_argument("--save", type=Path, metavar="FILE", help="keep what was made, for --answers")
    parser.add_argument("--set-today", action="store_true", help="write the figures into gates.json; gates stay")
    parser.add_argument("--labels", action="store_true", help="how well the code agrees with labels by hand, and stop")
    return parser


async def _answers(options: argparse.Namespace) -> tuple[list[Person], Answers]:
    if options.answers is not None:
        answers = Answers.read(options.answers)
        return read_people(options.people or answers.people, answers.months_later), answers
    people = read_people(options.people)
    if options.generator == "rules":
        return people, await answers_of(people, rules(), options.sets)
    # The table says it all, and hundreds of log lines would hide it.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    load_dotenv(ROOT / ".env", override=False)
    async with models() as made_by:
        return people, await answers_of(people, made_by, options.sets)


def _tell(options: argparse.Namespace, source: str, people: Sequence[Person], figures: Sequence[Figure]) -> None:
    gates = read_gates()
    print(table(figures, gates))
    if options.show:
        print(findings(figures, options.show), file=sys.stderr)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / f"{source}.json").write_text(as_json(source, len(people), figures), encoding="utf-8")
    draw(f"{source}, {len(people)} people", figures, gates, options.out / f"{source}.png")


if __name__ == "__main__":
    sys.exit(main())
