"""Each measure tells a good set from a bad one."""

from typing import Any

import pytest

from eval.answers import Made, SetMade
from eval.measures.base import Case, Figure
from eval.measures.duplicates import duplicates
from eval.measures.grounding import citations, grounding
from eval.measures.languages import language_purity, particles, wrong_particle
from eval.measures.paths import asks_nothing_forbidden
from eval.measures.persons import expected, profession_and_level
from eval.measures.skeletons import skeletons, swap
from eval.measures.topics import topic_in_quote, topic_of
from eval.measures.wishes import as_asked, posting_match, posting_used
from eval.people import PostingTruth, read_people

from .conftest import BAKER, NIGHTS, WASTE, MakeCase, MakePerson, question, set_of

POSTING = "Head baker\n\nDuties\n- Run the night shift\n- Order flour and butter\n\nRequired\n- Sourdough experience"


def value(figures: Any, name: str) -> float | None:
    return named(figures, name).value


def named(figures: Any, name: str) -> Figure:
    return next(figure for figure in figures if figure.name == name)


def test_a_quote_stands_at_its_pointer_or_it_does_not(case: MakeCase) -> None:
    good = question("How was the waste counted?", WASTE)
    moved = question("How was the waste counted?", (NIGHTS[0], WASTE[1]))
    altered = question("How was the waste counted?", (WASTE[0], WASTE[1].replace("14%", "41%")))
    none = question("How was the waste counted?")

    figure = named(grounding([case(good, moved, altered, none)]), "questions grounded")

    assert figure.value == 0.25
    assert [finding.why.partition(":")[0] for finding in figure.findings] == [
        f"not at {NIGHTS[0]}",
        f"not at {WASTE[0]}",
        "no evidence",
    ]


def test_a_line_of_the_posting_is_a_place(case: MakeCase, person: MakePerson) -> None:
    who = person(request={"job_posting": POSTING})
    right = question("How do you run a night?", ("/job_posting/lines/3", "Run the night shift"))
    wrong = question("How do you run a night?", ("/job_posting/lines/4", "Run the night shift"))

    assert value(grounding([case(right, wrong, who=who)]), "questions grounded") == 0.5


def test_what_is_cited_in_the_question_has_to_be_true(case: MakeCase) -> None:
    true = question(f'You wrote "{WASTE[1]}". Who counted it?', WASTE)
    untrue = question('You wrote "Cut flour waste to 2% by weighing". Who counted it?', WASTE)

    assert value(citations([case(true, untrue)]), "citations true") == 0.5


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("Who weighed the doughs when you were away?", "word"),
        ("What were the 14% made of?", "figure"),
        (f'You wrote "{WASTE[1]}". Which part of this was yours?', "refers"),
        ("How did you choose the expiry of the Redis cache?", None),
        (f'You wrote "{WASTE[1]}". How did Redis help with this?', None),
        ("Tell me about a conflict in your team.", None),
    ],
)
def test_the_topic_of_a_question_stands_in_its_quote(text: str, link: str | None) -> None:
    assert topic_of(question(text, WASTE)).link == link


def test_topics_are_told_by_technology_by_trade_and_by_career() -> None:
    kubernetes = question(
        "쿠버네티스에서 먼저 막힌 곳은 어디였나요?", ("/technical_skills/devops_tools/0", "Kubernetes")
    )
    title = ("/work_experiences/0/position", "병동 간호사")
    nurse = question("누구부터 보시겠어요?", title, topics=["환자안전과 사고 보고"])
    change = question(
        "What will you have to learn anew?", ("/work_experiences/0/position", "Head baker"), type="career"
    )

    assert topic_of(kubernetes).link == "technology"
    assert topic_of(nurse).link == "trade"
    assert topic_of(change).link == "career"


def test_a_question_off_topic_is_counted(case: MakeCase) -> None:
    figure = named(
        topic_in_quote([case(question("Why Redis?", WASTE), question("Why weigh it?", WASTE))]), "topic in quote"
    )

    assert figure.value == 0.5
    assert figure.shares == {"none": 0.5, "word": 0.5}


def resume(name: str, achievement: str) -> dict[str, Any]:
    return {
        **BAKER,
        "name": name,
        "work_experiences": [{"company": name, "position": "Cook", "achievements": [achievement]}],
    }


DEEDS = {
    "Ann": "Cut waiting time from 42 to 18 minutes",
    "Bob": "Raised yield from 71% to 88%",
    "Cid": "Loading errors from 31 to 6 a week",
}
PLACE = "/work_experiences/0/achievements/0"


def test_a_template_that_serves_three_people_is_found_behind_their_figures(case: MakeCase, person: MakePerson) -> None:
    figures = {"Ann": ("42", "18"), "Bob": ("71%", "88%"), "Cid": ("31", "6")}
    cases = [
        case(
            question(
                f'You wrote "{deed}". Going from {a} to {b}, how much would have happened without you?', (PLACE, deed)
            ),
            question(
                f"Who at {name} was first to doubt the {name} figures, and over which {deed.split()[1]}?", (PLACE, deed)
            ),
            who=person(resume(name, deed), name),
        )
        for (name, deed), (a, b) in zip(DEEDS.items(), figures.values(), strict=True)
    ]

    figure = named(skeletons(cases), "skeleton serves three or more")

    assert figure.value == 1.0
    assert value(skeletons(cases[:2]), "skeleton serves three or more") == 0.0


def test_different_questions_have_different_skeletons(case: MakeCase, person: MakePerson) -> None:
    asked = {
        "Ann": "Which patients waited longest once it was 18?",
        "Bob": "What did the purer batches cost in reagents?",
        "Cid": "Did the label check slow the dock, and who complained?",
    }
    cases = [
        case(question(asked[name], (PLACE, deed)), who=person(resume(name, deed), name)) for name, deed in DEEDS.items()
    ]

    assert value(skeletons(cases), "skeleton serves three or more") == 0.0


def test_a_question_that_fits_another_person_fails_the_swap_test(case: MakeCase, person: MakePerson) -> None:
    common, own = "Trained apprentices", "Cut flour waste from 14% to 6%"
    two = [person({**resume("Ann", common), "summary": own}, "ann"), person(resume("Bob", common), "bob")]
    cases = [
        case(
            question("Who was slowest?", (PLACE, common)), question("What were the 14%?", ("/summary", own)), who=two[0]
        ),
        case(question("Who was slowest?", (PLACE, common)), who=two[1]),
    ]

    figure = named(swap(cases), "swap test failed")

    assert (figure.hits, figure.of) == (2, 3)
    assert {finding.why for finding in figure.findings} == {"fits ann", "fits bob"}


def test_a_title_or_a_technology_alone_is_no_ground(case: MakeCase) -> None:
    title = question("What does a good night look like?", ("/work_experiences/0/position", "Data engineer"))
    technology = question("How do you split partitions?", ("/technical_skills/others/0", "Kafka"))
    deed = question("How was it counted?", WASTE)

    figure = named(swap([case(title, technology, deed)]), "stands on a title alone")

    assert (figure.hits, figure.of) == (2, 3)


def test_repeats_are_found_within_a_set_and_over_sets(case: MakeCase, person: MakePerson) -> None:
    first = question(f'You wrote "{WASTE[1]}". Who counted the waste, and on which days of the week?', WASTE)
    again = question("Your résumé says so. Who counted the waste, and on which days of that week?", WASTE)
    other = question("Which apprentice took longest, and at which bench?", NIGHTS)
    in_a_row = Case(person(), Made(sets=(SetMade(answer=set_of(first)), SetMade(answer=set_of(other, again)))))

    assert value(duplicates([case(first, again)]), "duplicates in a set") == 0.5
    assert value(duplicates([case(first, other)]), "duplicates in a set") == 0.0
    assert named(duplicates([in_a_row]), "duplicates in four sets in a row").hits == 1
    assert named(duplicates([in_a_row]), "duplicates in a set").hits == 0


def test_types_and_difficulties_are_those_asked_for(case: MakeCase) -> None:
    request = {"types": ["quality"], "difficulty": {"easy": 0, "medium": 1, "hard": 1}}
    right = case(question("One?", WASTE), question("Two?", NIGHTS, difficulty="hard"), request=request)
    wrong = case(question("One?", WASTE, type="business"), question("Two?", NIGHTS), request=request)

    assert value(as_asked([right]), "types as asked") == value(as_asked([right]), "difficulties as asked") == 1.0
    assert value(as_asked([wrong]), "types as asked") == 0.5
    assert value(as_asked([wrong]), "difficulties as asked") == 0.0


def test_what_could_not_be_made_counts(person: MakePerson) -> None:
    nothing = Case(person(), Made(sets=(SetMade(error="NOTHING_TO_ASK_ABOUT"),)))

    figure = named(as_asked([nothing]), "questions made of those asked for")

    assert (figure.value, figure.findings[0].why) == (0.0, "NOTHING_TO_ASK_ABOUT")


def test_two_of_five_questions_stand_on_the_posting(case: MakeCase, person: MakePerson) -> None:
    who = person(request={"job_posting": POSTING})
    on_line = question("How do you run a night?", ("/job_posting/lines/3", "Run the night shift"))
    own = [question(f"Question {number}?", WASTE) for number in range(3)]

    assert value(posting_used([case(on_line, on_line, *own, who=who)]), "posting lines used") == 1.0
    assert value(posting_used([case(on_line, *own, own[0], who=who)]), "posting lines used") == 0.0
    assert value(posting_used([case(*own)]), "posting lines used") is None


def test_the_match_is_held_against_the_reader(case: MakeCase, person: MakePerson) -> None:
    truth = PostingTruth(have=("Run the night shift", "Order flour and butter"), missing=("Sourdough experience",))
    who = person(request={"job_posting": POSTING}, posting_truth=truth)
    match = {
        "have": [{"text": "run the night shift"}],
        "partial": [{"text": "Order flour"}],
        "unknown": [{"text": "Sourdough experience"}],
    }

    figure = named(posting_match([case(question("?", WASTE), who=who, match=match)]), "posting match right")

    assert (figure.hits, figure.of) == (1.5, 3)
    assert [finding.why for finding in figure.findings] == ["partial instead of have", "unknown instead of missing"]


def test_profession_and_level_are_held_against_the_reader(case: MakeCase, person: MakePerson) -> None:
    nurse = person(profession="nurse", level="senior")
    cases = [
        case(question("?", WASTE), who=nurse, profession="nurse", level="senior"),
        case(question("?", WASTE), who=nurse, profession="qa_engineer", level="mid"),
        case(question("?", WASTE), who=nurse, profession=None, level="student"),
    ]

    figures = profession_and_level(cases)

    assert value(figures, "profession right") == value(figures, "level right") == pytest.approx(1 / 3)
    assert value(figures, "level at most one off") == pytest.approx(2 / 3)


def test_every_trade_that_a_reader_names_is_mapped() -> None:
    assert {person.truth.profession for person in read_people()} <= expected().keys()


def test_another_language_is_found_wherever_it_stands(case: MakeCase) -> None:
    english = question("How was the waste counted?", WASTE)
    mixed = question("How was the waste counted?", WASTE, follow_ups=["누가 세었나요?"])

    assert value(language_purity([case(english, mixed)]), "questions in the language") == 0.5


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ('"폐기율 감소"라고 쓰셨습니다.', None),
        ('"폐기율 감소"이라고 쓰셨습니다.', "이라고"),
        ('"폐기율 0.18%"이라고 쓰셨습니다.', "이라고"),
        ('"도로 1.1km"을 맡으셨습니다.', "을"),
        ("7건을 1건으로 줄이셨는데", None),
        ("0.61%은 언제 값인가요?", "은"),
        ("280 ms를 280 ms으로 두셨나요?", "으로"),
        ("Kafka을 고른 이유는 무엇인가요?", "을"),
        ("Qwertyx을 고른 이유는 무엇인가요?", None),
        ("절차을 바꾸고 인력를 늘렸나요?", "을"),
        ("가을을 어떻게 보내고 결과를 냈나요?", None),
    ],
)
def test_a_particle_fits_what_it_follows(text: str, wrong: str | None) -> None:
    found = wrong_particle(text)

    assert (found is None) == (wrong is None), found
    assert wrong is None or found is None or f"{wrong}, not" in found


def test_wrong_particles_are_counted(case: MakeCase) -> None:
    right, wrong = question("3건을 어떻게 보셨나요?", WASTE), question("3개을 어떻게 보셨나요?", WASTE)

    assert value(particles([case(right, wrong, language="ko")]), "Korean particles right") == 0.5


def test_what_nobody_should_ask_is_found(case: MakeCase, person: MakePerson) -> None:
    who = person(never=("age or retirement plans",))
    asked = question("What are your retirement plans?", WASTE)

    assert (
        value(
            asks_nothing_forbidden([case(asked, question("Who weighed?", WASTE), who=who)]),
            "questions that harm nobody",
        )
        == 0.5
    )
