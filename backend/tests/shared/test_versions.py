"""A version moves with the content of what it is of, and with nothing else."""

from pathlib import Path

from shared.utils.versions import content_version


def test_a_version_moves_with_each_file_and_its_name(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "one.py").write_text("a")
    first = content_version("rules", rules)

    (rules / "__pycache__").mkdir()
    (rules / "__pycache__" / "one.pyc").write_text("compiled")
    assert content_version("rules", rules) == first

    (rules / "one.py").write_text("b")
    second = content_version("rules", rules)
    (rules / "one.py").rename(rules / "two.py")
    third = content_version("rules", rules)

    assert len({first, second, third}) == 3
    assert first.startswith("rules-")
