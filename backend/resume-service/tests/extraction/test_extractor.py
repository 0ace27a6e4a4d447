import asyncio
import os
import signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path
from time import monotonic

import pytest
from fpdf import FPDF
from pypdf import PdfReader, PdfWriter
from resume_service.imports.extraction import Extracted, Extractor, Format, open_extractor
from resume_service.imports.extraction.errors import (
    BrokenDocument,
    DocumentTooComplex,
    DocumentTooLarge,
    EncryptedDocument,
    ExtractionBusy,
    PictureDocument,
)
from resume_service.imports.extraction.extractor import IDLE_SECONDS, Meter, Unmetered
from resume_service.imports.extraction.workers.limits import Limits
from resume_service.imports.extraction.workers.worker import DOCUMENTS, NICENESS
from resume_service.settings import ResumeSettings

from shared.core.fairness import Queues
from shared.database.quotas import QuotaExceeded
from shared.testing import documents
from shared.testing.waiting import children, descriptors, ended, killed

TEXT = "김민수 백엔드 엔지니어"
LIMITS = Limits(pages=30, seconds=10, memory_mb=512)
HASTY = Limits(pages=30, seconds=0.8, memory_mb=512)
MAX_BYTES = 5_000_000


@asynccontextmanager
async def extracting(
    limits: Limits = LIMITS,
    max_waiting: int = 40,
    meter: Meter | None = None,
    idle_seconds: float = IDLE_SECONDS,
) -> AsyncGenerator[Extractor]:
    queues = Queues(max_waiting, max_waiting, 20)
    extractor = Extractor(limits, MAX_BYTES, meter=meter, queues=queues, idle_seconds=idle_seconds)
    try:
        yield extractor
    finally:
        await extractor.close()


async def stopped_reader(extractor: Extractor) -> int:
    """The id of a reader that is idle and will do nothing with the next document it is given."""
    before = children()
    await extractor.extract(TEXT.encode())
    (pid,) = children() - before
    os.kill(pid, signal.SIGSTOP)
    return pid


async def given(extractor: Extractor, data: bytes = TEXT.encode(), owner: str = "") -> asyncio.Task[Extracted]:
    """A document that has been given to the stopped reader."""
    task = asyncio.create_task(extractor.extract(data, owner))
    for _ in range(10):
        await asyncio.sleep(0)
    assert not task.done()
    return task


def environment_of(pid: int) -> bytes:
    return Path(f"/proc/{pid}/environ").read_bytes()


def locked(cipher: str, password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(documents.placed([(50, 700, TEXT)]))))
    writer.encrypt(password, "owner", algorithm=cipher)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


async def test_every_format_is_read_in_a_process_that_can_open_nothing_any_more() -> None:
    font = FPDF()
    font.add_page()
    font.set_font("Helvetica")
    font.cell(text="Kim")
    async with extracting() as extractor:
        found = [
            await extractor.extract(data)
            for data in (
                documents.placed([(50, 700, TEXT)]),
                bytes(font.output()),
                TEXT.encode(),
                TEXT.encode("cp949"),
                TEXT.encode("utf-16"),
                f"# {TEXT}".encode(),
                b'{"basics": {}}',
            )
        ]

    assert found == [
        Extracted(Format.PDF, TEXT, 1),
        Extracted(Format.PDF, "Kim", 1),
        Extracted(Format.TEXT, TEXT, None),
        Extracted(Format.TEXT, TEXT, None),
        Extracted(Format.TEXT, TEXT, None),
        Extracted(Format.MARKDOWN, f"# {TEXT}", None),
        Extracted(Format.JSON, '{"basics": {}}', None),
    ]


@pytest.mark.parametrize("cipher", ["RC4-40", "RC4-128", "AES-128", "AES-256-R5", "AES-256"])
async def test_ciphers_work_there_too(cipher: str) -> None:
    async with extracting() as extractor:
        assert (await extractor.extract(locked(cipher, ""))).text == TEXT
        with pytest.raises(EncryptedDocument):
            await extractor.extract(locked(cipher, "secret"))


async def test_the_limits_are_those_of_the_settings() -> None:
    settings = ResumeSettings(import_max_bytes=20_000, import_max_pages=1)
    async with open_extractor(settings, Unmetered()) as extractor:
        assert (await extractor.extract(documents.korean_resume(1))).pages == 1
        with pytest.raises(DocumentTooComplex, match="at most 1"):
            await extractor.extract(documents.korean_resume(2))
        with pytest.raises(DocumentTooLarge, match="20000"):
            await extractor.extract(b"a" * 20_001)


async def test_no_process_starts_before_the_first_document_is_read() -> None:
    before = children()
    async with extracting() as extractor:
        with pytest.raises(PictureDocument):
            await extractor.extract(b"\x89PNG\r\n\x1a\n")

        assert children() == before


async def test_a_process_is_used_again_and_two_read_at_once_while_one_is_ready_for_others() -> None:
    before = children()
    async with extracting() as extractor:
        await extractor.extract(TEXT.encode())
        first = children() - before
        await extractor.extract(TEXT.encode())
        again = children() - before
        await asyncio.gather(*[extractor.extract(TEXT.encode()) for _ in range(20)])
        after_many = children() - before

    assert first == again
    assert len(after_many) == 3
    assert children() == before


async def test_a_process_is_replaced_after_many_documents() -> None:
    before = children()
    async with extracting() as extractor:
        await extractor.extract(TEXT.encode())
        first = children() - before
        for _ in range(DOCUMENTS):
            await extractor.extract(TEXT.encode())

        assert not first & children()


async def test_a_document_that_takes_too_long_is_refused_and_the_next_is_read() -> None:
    async with extracting(HASTY) as extractor:
        pid = await stopped_reader(extractor)
        with pytest.raises(DocumentTooComplex):
            await extractor.extract(TEXT.encode())

        assert (await extractor.extract(TEXT.encode())).text == TEXT

    assert pid not in children()


async def test_a_document_that_keeps_its_reader_busy_is_refused() -> None:
    endless = documents.raw_page(documents.raw_stream(b"q Q " * 100_000), pages=30)
    async with extracting(Limits(pages=30, seconds=0.5, memory_mb=512)) as extractor:
        with pytest.raises(DocumentTooComplex):
            await extractor.extract(endless)


@pytest.mark.parametrize(
    ("number", "failure"),
    [(signal.SIGSEGV, BrokenDocument), (signal.SIGKILL, DocumentTooComplex), (signal.SIGXCPU, DocumentTooComplex)],
)
async def test_a_document_whose_reader_dies_is_refused_and_the_next_is_read(
    number: signal.Signals, failure: type[Exception]
) -> None:
    async with extracting() as extractor:
        pid = await stopped_reader(extractor)
        task = await given(extractor)
        os.kill(pid, number)
        os.kill(pid, signal.SIGCONT)
        with pytest.raises(failure):
            await task

        assert (await extractor.extract(TEXT.encode())).text == TEXT


async def test_a_reader_that_dies_while_idle_is_replaced_unnoticed() -> None:
    async with extracting() as extractor:
        pid = await stopped_reader(extractor)
        await killed(pid)

        assert (await extractor.extract(TEXT.encode())).text == TEXT


async def test_who_is_cancelled_takes_the_reader_along() -> None:
    async with extracting() as extractor:
        pid = await stopped_reader(extractor)
        task = await given(extractor, b"a" * 4_000_000)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        found = await extractor.extract(TEXT.encode())

    assert found.text == TEXT
    assert pid not in children()


async def test_who_is_cancelled_while_waiting_leaves_the_place_to_others() -> None:
    async with extracting() as extractor:
        tasks = [asyncio.create_task(extractor.extract(TEXT.encode())) for _ in range(6)]
        await asyncio.sleep(0)
        for task in tasks[2:5]:
            task.cancel()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)

    assert [isinstance(outcome, asyncio.CancelledError) for outcome in outcomes] == [
        False,
        False,
        True,
        True,
        True,
        False,
    ]


async def test_who_would_wait_too_long_is_sent_away_at_once() -> None:
    async with extracting(max_waiting=1) as extractor:
        outcomes = await asyncio.gather(*[extractor.extract(TEXT.encode()) for _ in range(4)], return_exceptions=True)

    (busy,) = (outcome for outcome in outcomes if isinstance(outcome, ExtractionBusy))
    assert busy.status == 503
    assert int(busy.headers["Retry-After"]) > 0


async def all_readers(extractor: Extractor) -> set[int]:
    """The ids of all readers that there can be, idle."""
    before = children()
    await asyncio.gather(*[extractor.extract(TEXT.encode(), owner) for owner in "aab"])
    return children() - before


async def test_an_owner_with_many_slow_documents_keeps_no_reader_from_another() -> None:
    async with extracting() as extractor:
        readers = await all_readers(extractor)
        for pid in readers:
            os.kill(pid, signal.SIGSTOP)
        slow = [await given(extractor, TEXT.encode(), "a") for _ in range(12)]
        # All that the first owner may have are at it for ever.
        for process in extractor._idle:  # pyright: ignore[reportPrivateUsage]
            os.kill(process.pid, signal.SIGCONT)

        assert (await extractor.extract(TEXT.encode(), "b")).text == TEXT

        assert not any(task.done() for task in slow)
        for pid in readers:
            os.kill(pid, signal.SIGCONT)
        await asyncio.gather(*slow)

    assert len(readers) == 3


async def test_a_reader_is_ready_for_another_owner_before_it_comes() -> None:
    before = children()
    async with extracting(HASTY) as extractor:
        await extractor.extract(TEXT.encode(), "a")
        for pid in children() - before:
            os.kill(pid, signal.SIGSTOP)
        both = [asyncio.create_task(extractor.extract(TEXT.encode(), "a")) for _ in range(2)]
        await asyncio.gather(*both, return_exceptions=True)
        ready = children() - before

        await extractor.extract(TEXT.encode(), "b")

        assert children() - before <= ready


class Spent:
    """A meter that has nothing left."""

    @asynccontextmanager
    async def spending(self, owner: str) -> AsyncGenerator[None]:
        raise QuotaExceeded(owner)
        yield


async def test_an_owner_without_time_is_refused_and_costs_no_reader() -> None:
    before = children()
    async with extracting(meter=Spent()) as extractor:
        with pytest.raises(QuotaExceeded, match="alice"):
            await extractor.extract(TEXT.encode(), "alice")
        readers = children() - before
        with pytest.raises(QuotaExceeded):
            await extractor.extract(TEXT.encode(), "alice")

        assert children() - before == readers
        assert len(readers) == 1


class Counting:
    """A meter that keeps what it was told."""

    def __init__(self) -> None:
        self.counted: list[str] = []

    @asynccontextmanager
    async def spending(self, owner: str) -> AsyncGenerator[None]:
        try:
            yield
        finally:
            self.counted.append(owner)


async def test_every_reading_is_counted_for_its_owner_whatever_comes_of_it() -> None:
    meter = Counting()
    async with extracting(HASTY, meter=meter) as extractor:
        await stopped_reader(extractor)
        with pytest.raises(DocumentTooComplex):
            await extractor.extract(b"a" * 4_000_000, "a")
        with pytest.raises(BrokenDocument):
            await extractor.extract(b"%PDF-1.7\nnothing of one", "b")
        with pytest.raises(PictureDocument):
            await extractor.extract(b"\x89PNG\r\n\x1a\n", "c")

    assert meter.counted == ["", "a", "b"]


async def test_a_reader_without_documents_gives_its_memory_back_and_the_next_document_gets_another() -> None:
    before = children()
    async with extracting(idle_seconds=0) as extractor:
        await extractor.extract(TEXT.encode())
        while left := children() - before:
            await ended(left.pop())

        assert (await extractor.extract(TEXT.encode())).text == TEXT


async def test_a_reader_that_reads_is_not_idle() -> None:
    async with extracting(HASTY, idle_seconds=HASTY.seconds / 2) as extractor:
        await stopped_reader(extractor)
        started = monotonic()
        with pytest.raises(DocumentTooComplex):
            await extractor.extract(TEXT.encode())

    assert monotonic() - started >= HASTY.seconds


async def test_nothing_is_left_behind() -> None:
    async with extracting() as extractor:
        await extractor.extract(TEXT.encode())
    before, open_before = children(), descriptors()

    for _ in range(3):
        async with extracting(HASTY) as extractor:
            await stopped_reader(extractor)
            with pytest.raises(DocumentTooComplex):
                await extractor.extract(b"a" * 4_000_000)
            await asyncio.gather(*[extractor.extract(TEXT.encode()) for _ in range(4)])

    assert (children(), descriptors()) == (before, open_before)


async def test_a_reader_knows_no_keys_and_lets_others_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    async with extracting() as extractor:
        pid = await stopped_reader(extractor)

        assert b"secret" not in environment_of(pid)
        assert os.getpriority(os.PRIO_PROCESS, pid) == min(os.getpriority(os.PRIO_PROCESS, 0) + NICENESS, 19)
