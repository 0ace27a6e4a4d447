"""Searching: one owner with 1,000 résumés in a collection of 200,000 that lie between those of others, and 500,000."""

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from pymongo import MongoClient

from bench.effort import Effort
from bench.load import load, request
from bench.processes import call, running, wait_for
from bench.report import Figure
from bench.storing import BATCH, PATH, SEED, compact, sent
from shared.core.ids import new_id
from shared.testing.breaking import free_port
from shared.testing.mongod import running_mongod
from stack.commands import service

ALL, OWN = 200_000, 1_000
OTHER_OWNERS = 199
REQUESTS = 200
COLD_REQUESTS = 5
SIZE = 6_000
LIMIT_MS = 50
MANY, MANY_SIZE, MANY_DIFFERENT = 500_000, 2_000, 1_000
MANY_REQUESTS = 100
MANY_NAME_LIMIT_MS = 25
WORDS = 4_000
SYLLABLES = (
    "가나다라마바사아자차카타파하서비스주문결제정산배송검색추천상품재고회원인증알림통계분석운영개발설계구현성능개선단축"
)
FAMILY_NAMES, GIVEN_NAMES = "김이박최정강조윤장임", "민서지현우준하은수영"
LATIN_GIVEN = ("Alexander", "Maria", "Sofia", "Mohammed", "Katarzyna", "Jonathan", "Emily", "Rafael")
LATIN_FAMILY = ("Andersson", "Lovelace", "Quintero-Díaz", "Nowak", "O'Neil", "Fernández", "Müller", "Tanaka")
TECHNOLOGIES = (
    *("Java", "Kotlin", "Python", "Go", "Rust", "TypeScript", "Spring Boot", "Spring Batch", "FastAPI", "Django"),
    *("MySQL", "PostgreSQL", "MongoDB", "Redis", "Elasticsearch", "Kafka", "RabbitMQ", "AWS", "GCP", "Docker"),
    *(
        "Kubernetes",
        "Terraform",
        "Jenkins",
        "GitHub Actions",
        "Prometheus",
        "Grafana",
        "React",
        "Vue.js",
        "Zig",
        "사내툴",
    ),
)
SPELLINGS = ("k8s", "스프링 부트", "postgres", "카프카", "도커", "파이썬", "zig", "사내툴", "COBOL")

Json = dict[str, Any]


def search(effort: Effort) -> list[Figure]:
    """Among the résumés of one of many owners, and among very many of one owner."""
    return [*_among_others(effort), *_very_many(effort)]


def _very_many(effort: Effort) -> list[Figure]:
    """Median and 95th percentile of an answer's time for an owner with very many résumés, one client, each first page.

    Errors are counted and not asserted, so that the same benchmark can measure a version that fails here.
    """
    kinds = ("list", "name", "name of ten letters", "name that nobody has", "q", "q that nothing has")
    medians: dict[str, list[float]] = {kind: [] for kind in kinds}
    p95s: dict[str, list[float]] = {kind: [] for kind in kinds}
    errors: dict[str, list[float]] = {kind: [] for kind in kinds}
    port = free_port()
    with running_mongod() as mongod, running(service("resume", port, mongod.url)):
        wait_for(port, f"{PATH}/ready")
        people = _People(MANY_SIZE, latin_share=0.3)
        count = effort.of(MANY)
        sizes = _fill(mongod.url, port, people, min(MANY_DIFFERENT, count), count, 1)
        for _ in range(effort.rounds + 1):
            for kind in kinds:
                result = load(port, [people.search(kind) for _ in range(effort.of(MANY_REQUESTS))], 1)
                medians[kind].append(result.quantile(0.5) * 1000)
                p95s[kind].append(result.quantile(0.95) * 1000)
                errors[kind].append(len(result.errors))
    what = f"one owner's {count:,} résumés of {MANY_SIZE / 1000:.0f} KB"
    figures: list[Figure] = []
    for kind in kinds:
        limit = MANY_NAME_LIMIT_MS if kind.startswith("name") else None
        figures += [
            Figure(f"{what}, {kind}: median", medians[kind][1:], "ms"),
            Figure(f"{what}, {kind}: p95", p95s[kind][1:], "ms", limit),
            Figure(f"{what}, {kind}: most errors in a round", [max(errors[kind])], "", 0),
        ]
    return [
        *figures,
        *(Figure(f"{name} a résumé of {count:,}", [size * 1e6 / count], "B") for name, size in sizes.items()),
    ]


def _among_others(effort: Effort) -> list[Figure]:
    """95th percentile of an answer's time, one client; a page of 20, the newest first."""
    kinds: dict[str, list[float]] = {"skill": [], "name": [], "q": []}
    cold: list[float] = []
    port = free_port()
    with running_mongod() as mongod, running(service("resume", port, mongod.url)):
        wait_for(port, f"{PATH}/ready")
        people = _People(SIZE)
        sizes = _fill(mongod.url, port, people, effort.of(OWN), effort.of(ALL), effort.of(ALL) // effort.of(OWN))
        for _ in range(effort.rounds + 1):
            for kind, figures in kinds.items():
                asked = [people.search(kind) for _ in range(effort.of(REQUESTS))]
                figures.append(sent(port, asked, 1).quantile(0.95) * 1000)
        for _ in range(effort.of(COLD_REQUESTS)):
            _read_others(mongod.url)
            cold += [latency * 1000 for latency in sent(port, [_asking(q="없는낱말")], 1).latencies]
    what = f"one owner's {effort.of(OWN):,} of {effort.of(ALL):,} résumés"
    return [
        # The first round warms up.
        *(Figure(f"{what}, {kind}: p95", figures[1:], "ms", LIMIT_MS) for kind, figures in kinds.items()),
        Figure(f"{what}, q that nothing has, after others were read", cold, "ms"),
        *(Figure(f"{name} of {effort.of(ALL):,} résumés", [size], "MB") for name, size in sizes.items()),
    ]


class _People:
    """Makes résumés that differ, and searches that some of them answer; the same in each run."""

    def __init__(self, size: int, latin_share: float = 0) -> None:
        self._size, self._latin_share = size, latin_share
        self._random = random.Random(SEED)  # noqa: S311  the same in each run
        self._words = ["".join(self._random.choices(SYLLABLES, k=self._random.randint(2, 4))) for _ in range(WORDS)]
        # As in any language, a few words are everywhere and most are rare.
        self._weights = [1 / rank for rank in range(1, WORDS + 1)]

    def resumes(self, count: int) -> Iterator[Json]:
        """As many different résumés."""
        for _ in range(count):
            resume: Json = {"name": self._name(), "summary": self._text(12), "work_experiences": []}
            while len(compact(resume)) < self._size:
                resume["work_experiences"].append(self._job())
            yield resume

    def search(self, kind: str) -> bytes:
        """A request that searches: for common, rare and unknown things alike."""
        if kind == "name":
            return _asking(name=self._name()[self._random.randint(0, 1) :])
        if kind == "list":
            return _asking(limit="20")
        if kind == "name of ten letters":
            return _asking(name=self._latin_name()[:10])
        if kind == "name that nobody has":
            return _asking(name=self._random.choice(("없는이름", "뷁", "qx", "Ferdinand Quux")))
        if kind == "q that nothing has":
            return _asking(q="없는낱말")
        if kind == "skill":
            return _asking(skill=self._random.choice((*TECHNOLOGIES, *SPELLINGS)))
        words = [self._random.choice(self._words), *self._text(1).split()][: self._random.randint(1, 2)]
        return _asking(q=" ".join(words) if self._random.random() < 0.8 else "kubernetez 없는낱말")

    def _job(self) -> Json:
        return {
            "company": self._text(1),
            "position": "백엔드 개발자",
            "start": "2022-01",
            "end": "2024-12",
            "project_name": self._text(2),
            "project_description": self._text(8),
            "tech_stack": self._random.sample(TECHNOLOGIES, 3),
            "achievements": [self._text(7) for _ in range(3)],
            "team_size": 6,
        }

    def _latin_name(self) -> str:
        return f"{self._random.choice(LATIN_GIVEN)} {self._random.choice(LATIN_FAMILY)}"

    def _name(self) -> str:
        if self._random.random() < self._latin_share:
            return self._latin_name()
        return self._random.choice(FAMILY_NAMES) + "".join(self._random.choices(GIVEN_NAMES, k=2))

    def _text(self, words: int) -> str:
        return " ".join(self._random.choices(self._words, self._weights, k=words))


def _asking(**search: str) -> bytes:
    return request("GET", f"{PATH}?{urlencode(search)}")


def _fill(mongodb_url: str, port: int, people: _People, own_count: int, count: int, every: int) -> Mapping[str, float]:
    """Store the owner's résumés through the service, and then all of them in turn as they would have come.

    Returns megabytes: of the résumés and of each index.
    """
    for resume in people.resumes(own_count):
        call(port, "POST", PATH, resume)
    with MongoClient[Json](mongodb_url, uuidRepresentation="standard") as client:
        resumes = client["resume_service"]["resumes"]
        own = list(resumes.find())
        resumes.delete_many({})
        for start in range(0, count, BATCH):
            resumes.insert_many(_mixed(own, range(start, min(start + BATCH, count)), every))
        client.admin.command("fsync")
        sizes = client["resume_service"].command("collStats", "resumes")
    indexes = {f"index {name}": size / 1e6 for name, size in sizes["indexSizes"].items()}
    return {"documents, compressed,": sizes["storageSize"] / 1e6, **indexes}


def _mixed(own: Sequence[Json], numbers: range, every: int) -> Iterator[Json]:
    """Each `every`-th is the owner's, the others are copies of these that belong to others."""
    for number in numbers:
        mine = number % every == 0
        document = own[number // every % len(own)] if mine else own[number * 7 % len(own)]
        owner = document["owner_id"] if mine else f"owner-{number % OTHER_OWNERS}"
        yield {**document, "_id": new_id(), "owner_id": owner}


def _read_others(mongodb_url: str) -> None:
    """Read enough of what belongs to others that nothing of the owner's is left in mongod's cache."""
    with MongoClient[Json](mongodb_url) as client:
        others = {"owner_id": {"$regex": "^owner-"}}
        client["resume_service"]["resumes"].count_documents({**others, "version": {"$gt": 1}}, hint=[("_id", 1)])
