"""A technology has one name, however it is written."""

from collections import defaultdict
from importlib.resources import files

import pytest
import yaml

from shared.skills.index import skill_index
from shared.skills.technologies import key_of, technology_index


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("k8s", "Kubernetes"),
        ("쿠버네티스", "Kubernetes"),
        ("KUBERNETES", "Kubernetes"),
        ("Spring boot", "Spring Boot"),
        ("SpringBoot 3.2", "Spring Boot"),
        ("스프링 부트", "Spring Boot"),
        ("스프링부트", "Spring Boot"),
        ("Spring Batch", "Spring Batch"),
        ("postgres", "PostgreSQL"),
        ("PostgreSQL (14)", "PostgreSQL"),
        ("도커", "Docker"),
        ("Java 17", "Java"),
        ("Java 8+", "Java"),
        ("node.js", "Node.js"),
        ("C#", "C#"),
        ("c++17", "C++"),
        (".NET", ".NET"),
        ("ＭySQL", "MySQL"),
        ("카프카", "Apache Kafka"),
        ("EC2", "Amazon EC2"),
        ("S3", "Amazon S3"),
        ("HTML5", "HTML"),
        ("CI / CD", "CI/CD"),
        ("사내 배포 도구", "사내 배포 도구"),
        ("  In-house   ORM ", "In-house ORM"),
        ("Web3", "Web3"),
    ],
)
def test_each_way_of_writing_leads_to_the_canonical_name(written: str, name: str) -> None:
    assert technology_index().canonical(written) == name


@pytest.mark.parametrize(
    ("entries", "names"),
    [
        (["Java", "자바", "JAVA 21"], ["Java"]),
        (["Java, Kotlin"], ["Java", "Kotlin"]),
        (["AWS (EC2, S3, RDS)"], ["AWS", "Amazon EC2", "Amazon S3", "Amazon RDS"]),
        (["Java/Kotlin"], ["Java", "Kotlin"]),
        (["React + TypeScript"], ["React", "TypeScript"]),
        (["PL/SQL", "CI/CD"], ["PL/SQL", "CI/CD"]),
        (["TCP/IP"], ["TCP/IP"]),
        (["MyTool", "mytool", "MYTOOL"], ["MyTool"]),
        (["사내툴 (v2, 베타)"], ["사내툴 (v2, 베타)"]),
        (["Redis", "k8s", "Redis Cluster"], ["Redis", "Kubernetes", "Redis Cluster"]),
        (["...", "-", ", ,"], ["...", "-"]),
        ([], []),
        (["Java (상)", "Go (3년)", "Kafka (Advanced)"], ["Java", "Go", "Apache Kafka"]),
    ],
)
def test_entries_are_taken_apart_and_named_once_in_their_order(entries: list[str], names: list[str]) -> None:
    assert technology_index().collect(entries) == names


def test_the_table_is_large_and_no_spelling_means_two_things() -> None:
    text = (files("shared.skills") / "technologies.yaml").read_text(encoding="utf-8")
    meant: defaultdict[str, set[str]] = defaultdict(set)
    for group in yaml.safe_load(text).values():
        for name, aliases in group.items():
            for spelling in (name, *aliases):
                meant[key_of(spelling)].add(name)

    assert len(meant) == len(technology_index()) >= 1_000
    assert [names for names in meant.values() if len(names) > 1] == []


def test_a_canonical_name_is_its_own_canonical_name() -> None:
    text = (files("shared.skills") / "technologies.yaml").read_text(encoding="utf-8")
    names = [name for group in yaml.safe_load(text).values() for name in group]

    assert [technology_index().canonical(name) for name in names] == names
    assert len(names) >= 300


def test_what_is_a_skill_by_one_spelling_is_one_by_its_canonical_name() -> None:
    text = (files("shared.skills") / "technologies.yaml").read_text(encoding="utf-8")
    table = {name: aliases for group in yaml.safe_load(text).values() for name, aliases in group.items()}
    skills = skill_index()

    known = {name for name, aliases in table.items() if any(skills.named(alias) for alias in aliases)}

    assert {name for name in known if skills.named(name) is None} == set()
