import pytest

from shared.language.particles import fill, particle


@pytest.mark.parametrize(
    ("word", "pair", "right"),
    [
        ("레디스", ("을", "를"), "를"),
        ("코틀린", ("을", "를"), "을"),
        ("서울", ("으로", "로"), "로"),
        ("도커", ("으로", "로"), "로"),
        ("코틀린", ("으로", "로"), "으로"),
        ("API", ("이", "가"), "가"),
        ("JSON", ("이", "가"), "이"),
        ("Spring", ("을", "를"), "을"),
        ("120ms", ("을", "를"), "를"),
        ("버전 3", ("이", "가"), "이"),
        ("0.18%", ("이라고", "라고"), "라고"),
        ("1.1 km", ("을", "를"), "를"),
        ("3kg", ("을", "를"), "을"),
        ("4.1 % ", ("은", "는"), "는"),
        ("2", ("이", "가"), "가"),
        ("(서울)", ("은", "는"), "은"),
        ("", ("은", "는"), "는"),
    ],
)
def test_the_particle_follows_the_sound(word: str, pair: tuple[str, str], right: str) -> None:
    assert particle(word, *pair) == right


def test_a_template_takes_values_particles_and_particles_alone() -> None:
    filled = fill('{a:을/를} "{b}"{b|이라고/라고} {c}', {"a": "Redis", "b": "단축", "c": "끝"}, {"a": "레디스"})

    assert filled == 'Redis를 "단축"이라고 끝'


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(KeyError):
        fill("{missing}", {})
