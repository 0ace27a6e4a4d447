"""Fits the two taggers on the generated corpus, and says how often they err on forms that they have not seen."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from random import Random

import pycrfsuite
from resume_service.imports.structuring.labels.heads import head_features
from resume_service.imports.structuring.labels.lines import line_features
from resume_service.imports.structuring.labels.reading import heads_of
from resume_service.imports.structuring.labels.told import kinds_by_rules, parts_by_rules

from train.aligning import Labelled
from train.corpus import Sample, samples

Sequenced = tuple[list[list[str]], list[str]]

SEED = 1
SHOWN = 12
PARAMETERS = {
    "c1": 0.3, "c2": 0.02, "max_iterations": 80, "feature.minfreq": 3, "feature.possible_transitions": False,
}  # fmt: skip
FORGOTTEN = 0.3
"""The share of documents in which what lists say is partly forgotten, so that no tagger relies on them alone."""
FORGETS = 0.5
LISTED = (
    "rules", "role", "company", "employer", "known=", "is known", "topic=", "school", "degree", "major", "department",
    "spoken=", "piece:", "there:", "before:", "behind:", "modifier", "institution", "suffix", "town", "certificate",
    "tongue", "end3", "end2",
)  # fmt: skip


def line_sequences(samples: Iterable[Sample], random: Random) -> Iterator[Sequenced]:
    """Documents as features and labels of their lines."""
    for sample in samples:
        lines = [one.line for one in sample.lines]
        features = line_features(lines, kinds_by_rules(parts_by_rules(lines)))
        yield _forgetful(features, random), [one.tag or "" for one in sample.lines]


def head_sequences(samples: Iterable[Sample], random: Random) -> Iterator[Sequenced]:
    """Heads as features and labels of their tokens."""
    for sample in samples:
        for part in ("work", "edu"):
            heads = labelled_heads(sample.lines, part)
            featured = head_features(part, [[one.line for one in head] for head in heads])
            for head, features in zip(heads, featured, strict=True):
                yield _forgetful(features, random), _labels(head)


def labelled_heads(lines: Sequence[Labelled], part: str) -> list[list[Labelled]]:
    """The heads of a part, each with its lines."""
    heads = heads_of([one.tag or "" for one in lines], part)
    return [[lines[at] for at in head.lines] for head in heads]


def _labels(head: Sequence[Labelled]) -> list[str]:
    found: list[str] = []
    for number, one in enumerate(head):
        found += ["O"] * (number > 0)
        found += one.tokens
    return found


def _forgetful(features: list[list[str]], random: Random) -> list[list[str]]:
    """The features, in some documents without part of what lists say."""
    if random.random() > FORGOTTEN:
        return features
    return [
        [one for one in own if not one.lstrip("-12:").startswith(LISTED) or random.random() > FORGETS]
        for own in features
    ]


def fit(sequences: Iterable[Sequenced], path: Path) -> None:
    """Fit a tagger and write its weights to `path`; the same sequences give the same weights."""
    trainer = pycrfsuite.Trainer(verbose=False)
    for features, labels in sequences:
        if features:
            trainer.append(features, labels)
    trainer.set_params(PARAMETERS)
    trainer.train(str(path))


def build(name: str, folder: Path, count: int) -> Path:
    """Train the tagger `name` on `count` documents and write its weights into `folder`; return their file."""
    path = folder / f"{name}.crfsuite"
    fit(SETS[name](corpus(count, SEED, held_out=False), Random(SEED)), path)
    return path


def report(name: str, folder: Path, count: int) -> Iterator[str]:
    """How often the labels of documents with forms of heads that were held out are right, and the commonest errors."""
    tagger = pycrfsuite.Tagger()
    tagger.open(str(folder / f"{name}.crfsuite"))
    counts = confusion(tagger, SETS[name](corpus(count, SEED + 1, held_out=True), Random(SEED)))
    yield f"{name}: {accuracy(counts):.1%} of {counts.total()} labels are right"
    wrong = [(pair, times) for pair, times in counts.most_common() if pair[0] != pair[1]]
    yield from (f"    {one} told as {other}: {times}" for (one, other), times in wrong[:SHOWN])


@cache
def corpus(count: int, seed: int, *, held_out: bool) -> tuple[Sample, ...]:
    """Generated documents, made once for both taggers."""
    return tuple(samples(count, seed, held_out=held_out))


def confusion(tagger: pycrfsuite.Tagger, sequences: Iterable[Sequenced]) -> Counter[tuple[str, str]]:
    """How often each label was told as which one."""
    found: Counter[tuple[str, str]] = Counter()
    for features, labels in sequences:
        if features:
            found.update(zip(labels, tagger.tag(features), strict=True))
    return found


def accuracy(counts: Counter[tuple[str, str]]) -> float:
    """The share of labels that are right."""
    return sum(count for (one, other), count in counts.items() if one == other) / max(counts.total(), 1)


SETS: Mapping[str, Callable[[Iterable[Sample], Random], Iterator[Sequenced]]] = {
    "lines": line_sequences,
    "heads": head_sequences,
}
