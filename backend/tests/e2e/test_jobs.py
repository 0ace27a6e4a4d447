"""Jobs through the real gateway, with workers, a queue and a database that are killed meanwhile."""

from pathlib import Path

from faults.scenario import survive


async def test_jobs_end_once_whatever_is_killed(tmp_path: Path) -> None:
    outcome = await survive(tmp_path, jobs=8, kills=5, seed=7)
    assert outcome.wrong == []
    assert outcome.states == {"succeeded": 8}
    assert outcome.kills.total() == 5
