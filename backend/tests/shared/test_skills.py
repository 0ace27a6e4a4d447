"""Skills are found as people write them, and not where they are not meant."""

from time import process_time

import pytest

from shared.skills.index import skill_index


@pytest.mark.parametrize(
    ("entry", "skill"),
    [
        ("k8s", "kubernetes"),
        ("Spring boot 3.2", "spring-boot"),
        ("SpringBoot", "spring-boot"),
        ("Java 17", "java"),
        ("Node.js", "nodejs"),
        ("React.js", "react"),
        ("C#", "csharp"),
        ("쿠버네티스", "kubernetes"),
        ("Redis 7.x", "redis"),
        ("PostgreSQL (14)", "postgresql"),
        ("Rust", None),
        ("Java 개발", None),
        ("", None),
    ],
)
def test_entries_of_a_tech_stack(entry: str, skill: str | None) -> None:
    found = skill_index().named(entry)

    assert (found.id if found else None) == skill


@pytest.mark.parametrize(
    ("text", "skills"),
    [
        ("Redis를 도입하고 쿠버네티스에 배포", ["redis", "kubernetes"]),
        ("자바스크립트로 작성", ["javascript"]),
        ("자바로 작성", ["java"]),
        ("JavaScript and TypeScript", ["javascript", "typescript"]),
        ("무엇인가 새로운 기능", []),
        ("I went to the next room to express emotion", []),
        ("뷰티 커머스의 노드", []),
        ("JPA N+1 문제", ["jpa"]),
        ("Javanese Redistribution", []),
        ("https://github.com/minsu/react-shop, minsu@kafka.dev, github.com/minsu/go", []),
        ("KWCAG 2.2 인증 마크 획득", []),
        ("Node.js/Express로 작성", ["nodejs"]),
    ],
)
def test_running_text(text: str, skills: list[str]) -> None:
    assert [skill.id for skill, _ in skill_index().within(text)] == skills


@pytest.mark.parametrize("text", ["0" * 20_000, "a." * 10_000, "a-" * 10_000, "@" * 20_000])
def test_a_text_of_one_endless_word_is_read_in_no_time(text: str) -> None:
    started = process_time()

    assert skill_index().within(f"{text} github.com/octocat redis@example.org Kafka") != []
    assert process_time() - started < 1


def test_everything_that_may_be_meant_is_hinted_at() -> None:
    texts = ["Replaced nightly jobs with dbt models on Snowflake", "전자서명 인증 서버를 Go로 작성"]

    assert {"dbt", "authentication", "go"} <= skill_index().hinted(texts)
    assert skill_index().hinted(["Category, algorithm, adobe"]) == set()


def test_what_is_found_stands_in_the_text_word_for_word() -> None:
    text = "KAFKA 와 레디스"

    assert [words for _, words in skill_index().within(text)] == ["KAFKA", "레디스"]


def test_every_base_is_a_skill_and_no_skill_rests_on_itself() -> None:
    skills = skill_index().by_id

    def rests_on(skill: str, seen: frozenset[str]) -> None:
        assert skill not in seen
        for base in skills[skill].builds_on:
            rests_on(base, seen | {skill})

    for skill in skills:
        rests_on(skill, frozenset())


def test_another_spelling_is_not_said_as_the_name_is() -> None:
    jpa = skill_index().by_id["jpa"]

    assert (jpa.reading_of("JPA"), jpa.reading_of("QueryDSL")) == ("제이피에이", "QueryDSL")


def test_practices_have_a_korean_name() -> None:
    skills = skill_index().by_id

    assert (skills["concurrency"].name_in("ko"), skills["concurrency"].name_in("en")) == ("동시성", "Concurrency")
    assert skills["redis"].name_in("ko") == "Redis"
