"""The record of erased résumés, which a restore reads."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from shared.backup.erased import ErasureLog, read_erased
from shared.core.clock import utc_now
from shared.core.ids import new_id


async def test_what_is_recorded_is_read_with_its_time(tmp_path: Path) -> None:
    log, before, ids = ErasureLog(tmp_path / "erased.log"), utc_now(), [new_id(), new_id()]
    log.begin()
    for resume_id in ids:
        await log.record(resume_id)

    found = read_erased([tmp_path / "erased.log"])

    assert list(found.resumes) == ids
    assert found.began is not None
    assert before <= found.began <= min(found.resumes.values())
    assert found.since(utc_now() + timedelta(seconds=1)) == []
    assert found.since(before) == ids


async def test_processes_may_share_a_file_and_begin_it_once(tmp_path: Path) -> None:
    path = tmp_path / "new" / "erased.log"
    logs = [ErasureLog(path) for _ in range(4)]
    for log in logs:
        log.begin()
    ids = [new_id() for _ in range(100)]

    await asyncio.gather(*(logs[number % 4].record(resume_id) for number, resume_id in enumerate(ids)))

    assert set(read_erased([path]).resumes) == set(ids)
    assert path.read_text(encoding="utf-8").count("log_began") == 1


async def test_a_line_that_was_cut_off_hides_no_other(tmp_path: Path) -> None:
    path, resume_id = tmp_path / "erased.log", new_id()
    ErasureLog(path).begin()
    with path.open("ab") as file:
        file.write(b'\n{"resume_id": "0198')

    await ErasureLog(path).record(resume_id)

    assert list(read_erased([path]).resumes) == [resume_id]


async def test_a_log_that_vanished_is_not_begun_anew_by_a_record(tmp_path: Path) -> None:
    log = ErasureLog(tmp_path / "erased.log")
    log.begin()
    (tmp_path / "erased.log").unlink()

    # A new file would claim to know of all erasures since now, and the ones before would be lost unnoticed.
    with pytest.raises(FileNotFoundError):
        await log.record(new_id())


async def test_without_a_path_nothing_is_written() -> None:
    log = ErasureLog(None)

    log.begin()
    await log.record(new_id())


def test_a_log_that_cannot_be_written_is_found_out_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(OSError, match="file"):
        ErasureLog(tmp_path / "file" / "erased.log").begin()
