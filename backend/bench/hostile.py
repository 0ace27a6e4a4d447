"""Hostile documents through the import: what it costs the service, and that it costs nobody else anything.

Each is made from a good document of its kind (cut off, bits flipped, parts repeated or exchanged with another's), or is
a known attack: decompression bombs, entities that multiply, pages that contain themselves, nesting without an end,
values of the wrong type, forms that lie about what is in them. The same in each run.
"""

import io
import json
import random
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from bench.effort import Effort
from bench.load import LOST, Result, load
from bench.processes import Measured, running, wait_for
from bench.report import Figure
from bench.storing import PATH, SEED
from shared.testing.breaking import free_port
from shared.testing.mongod import running_mongod
from shared.testing.services import example_resume
from stack.commands import service

DOCUMENTS = 10_000
CLIENTS = 4
WARM_UP = 200
PORTION = 500
SERVER_ERROR = 500
SETTLE_SECONDS = 10
MEGABYTE = 1_048_576
LIMITS = {"IMPORT_MAX_SECONDS": "2", "QUOTA_IMPORTS_PER_DAY": "0", "QUOTA_READING_SECONDS_PER_DAY": "0"}
"""A document may take two seconds, so that the bombs do not take the whole day; and nobody has a quota."""

TARGET = f"{PATH}/import"
TYPES = ("application/octet-stream", "application/pdf", "text/plain", "application/json", "multipart/form-data", "x")

Maker = Callable[[random.Random], bytes]


def hostile(effort: Effort) -> list[Figure]:
    """Server errors, lost connections and memory after 10,000 hostile documents; what good ones get meanwhile."""
    port = free_port()
    made = list(_documents(effort.of(DOCUMENTS)))
    with (
        running_mongod() as mongod,
        running(service("resume", port, mongod.url), LIMITS) as process,
    ):
        wait_for(port, f"{PATH}/ready")
        _send(port, list(_documents(effort.of(WARM_UP), SEED + 1)))
        before = _settled(process)
        pid = process.process.pid
        started = monotonic()
        result = _send(port, made)
        seconds = monotonic() - started
        after = _settled(process)
        good = load(port, [_request(_good_text(random.Random(SEED)), "text/plain")], 1)  # noqa: S311
        alive = process.process.poll() is None and process.process.pid == pid
    server_errors = [status for status in result.errors if status >= SERVER_ERROR]
    lost = [status for status in result.errors if status == LOST]
    accepted = len(made) - len(result.errors)
    return [
        Figure(f"{len(made):,} hostile documents: answers of 500 and more", [len(server_errors)], "", 0),
        Figure("connections lost", [len(lost)], "", 0),
        Figure("services that died", [int(not alive)], "", 0),
        Figure("good documents refused afterwards", [len(good.errors)], "", 0),
        Figure("memory of the service and its readers, afterwards minus before", [after - before], "MB", 50),
        Figure("documents in which a résumé was found all the same", [accepted], ""),
        Figure("documents a second", [len(made) / seconds], ""),
    ]


def _send(port: int, requests: Sequence[bytes]) -> Result:
    """Send the requests, some hundreds a load: many loads may take longer than one."""
    whole = Result()
    for first in range(0, len(requests), PORTION):
        part = load(port, requests[first : first + PORTION], CLIENTS)
        whole.latencies += part.latencies
        whole.errors += part.errors
        whole.seconds += part.seconds
    return whole


def _settled(process: Measured) -> float:
    """Megabytes of the process and its children when they stop falling."""
    least = _family(process)
    until = monotonic() + SETTLE_SECONDS
    while monotonic() < until:
        sleep(0.5)
        least = min(least, _family(process))
    return least


def _family(process: Measured) -> float:
    pids = [process.process.pid, *_children(process.process.pid)]
    return sum(_rss(pid) for pid in pids)


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]


def _rss(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:  # a reader that ended just now
        return 0
    size = status.partition("VmRSS:")[2].split()
    return int(size[0]) / 1024 if size else 0


def _documents(count: int, seed: int = SEED) -> Iterator[bytes]:
    """Requests, ready to be sent."""
    chance = random.Random(seed)  # noqa: S311  the same in each run
    good = [_pdf(chance), _docx(chance), _good_text(chance), _markdown(chance), _json_resume(chance)]
    for number in range(count):
        if number % 50 == 0:
            document = chance.choice(BOMBS)(chance)
        elif number % 5 == 0:
            document = chance.choice(ODD)(chance)
        else:
            document = _mutated(chance.choice(good), good, chance)
        yield _request(document, chance.choice(TYPES), chance)


def _request(document: bytes, kind: str, chance: random.Random | None = None) -> bytes:
    if kind == "multipart/form-data":
        boundary = "b" * 20
        named = 'filename="cv.pdf"' if chance is None or chance.random() < 0.8 else ""
        disposition = f'content-disposition: form-data; name="file"; {named}\r\n\r\n'
        end = f"\r\n--{boundary}--\r\n" if chance is None or chance.random() < 0.8 else ""
        document = f"--{boundary}\r\n{disposition}".encode() + document + end.encode()
        kind = f"{kind}; boundary={boundary}"
    head = (f"POST {TARGET}?dry_run=true HTTP/1.1", "host: localhost", f"content-type: {kind}")
    return "\r\n".join((*head, f"content-length: {len(document)}", "", "")).encode() + document


def _mutated(document: bytes, others: Sequence[bytes], chance: random.Random) -> bytes:
    """`document`, damaged in one to three ways."""
    data = bytearray(document)
    for _ in range(chance.randint(1, 3)):
        match chance.randint(0, 5):
            case 0:
                del data[chance.randint(0, len(data)) :]
            case 1:
                for _ in range(chance.randint(1, 200)):
                    if data:
                        data[chance.randrange(len(data))] = chance.randrange(256)
            case 2:
                at, length = chance.randint(0, len(data)), chance.randint(1, 2_000)
                data[at:at] = data[at : at + length] * chance.randint(1, 20)
            case 3:
                at = chance.randint(0, len(data))
                del data[at : at + chance.randint(1, 2_000)]
            case 4:
                other = chance.choice(others)
                data[chance.randint(0, len(data)) :] = other[chance.randint(0, len(other)) :]
            case _:
                number = str(chance.choice((-1, 0, 2**31, 2**63, 10**30))).encode()
                data = bytearray(bytes(data).replace(chance.choice((b"1", b"0", b"12", b"5")), number, 3))
    return bytes(data[:MEGABYTE])


def _good_text(chance: random.Random) -> bytes:
    jobs = "\n\n".join(
        f"누리커머스{number} | 백엔드 개발자\n2022.01 ~ 2024.12\n"
        f"- 응답 시간을 {chance.randint(200, 900)}ms에서 90ms로 단축\n- Kafka로 주문을 나눔"
        for number in range(5)
    )
    return f"김민수\nminsu@example.com\n010-1234-5678\n\n경력\n\n{jobs}\n\n기술 스택\nJava, Kotlin, Redis\n".encode()


def _markdown(chance: random.Random) -> bytes:
    return b"# " + _good_text(chance).replace("경력".encode(), "## 경력".encode())


def _json_resume(_: random.Random) -> bytes:
    resume = example_resume()
    work = [{"name": job.get("company"), "highlights": job.get("achievements")} for job in resume["work_experiences"]]
    return json.dumps({"basics": {"name": resume["name"], "summary": "x"}, "work": work}).encode()


def _docx(chance: random.Random, body: str | None = None, more: Mapping[str, bytes] | None = None) -> bytes:
    """The least that is a Word document."""
    lines = _good_text(chance).decode().split("\n")
    paragraphs = body or "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    files: dict[str, bytes] = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            f'<Default Extension="xml" ContentType="{kind}"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
        ).encode(),
        "_rels/.rels": (
            f'<Relationships xmlns="{relations}"><Relationship Id="a" Type="{office}" Target="word/document.xml"/>'
            "</Relationships>"
        ).encode(),
        "word/document.xml": f"<w:document {space}><w:body>{paragraphs}</w:body></w:document>".encode(),
        **(more or {}),
    }
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in files.items():
            pack.writestr(name, content)
    return archive.getvalue()


def _pdf(
    chance: random.Random, *, content: bytes | None = None, filters: str = "/FlateDecode", **objects: str
) -> bytes:
    """A PDF of one page; `objects` replace its catalogue, its pages or its page."""
    words = ("Minsu Kim", "minsu@example.com", "Experience", "Nuri Commerce", "Backend Developer", "2022.01 - 2024.12")
    lines = " ".join(f"({word} {chance.randint(0, 9)}) Tj 0 -14 Td" for word in words * 8)
    stream = content if content is not None else zlib.compress(f"BT /F 11 Tf 60 780 Td {lines} ET".encode())
    parts = [
        objects.get("catalogue", "<< /Type /Catalog /Pages 2 0 R >>").encode(),
        objects.get("pages", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>").encode(),
        objects.get(
            "page",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            "/Resources << /Font << /F 5 0 R >> >> >>",
        ).encode(),
        f"<< /Length {len(stream)} /Filter {filters} >>\nstream\n".encode() + stream + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    data = bytearray(b"%PDF-1.7\n")
    places: list[int] = []
    for number, part in enumerate(parts, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n".encode() + part + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = len(data)
    data += f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{table}".encode()
    data += f"trailer << /Size {len(parts) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(data)


def _deflated(megabytes: int, byte: bytes) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(byte * MEGABYTE) for _ in range(megabytes)) + packer.flush()


def _pdf_bomb(chance: random.Random) -> bytes:
    once = _deflated(200, chance.choice((b" ", b"(", b"\0", b"[")))
    if chance.random() < 0.5:
        return _pdf(chance, content=once)
    return _pdf(chance, content=zlib.compress(once), filters="[/FlateDecode /FlateDecode]")


def _docx_bomb(chance: random.Random) -> bytes:
    if chance.random() < 0.5:
        return _docx(chance, more={"word/document.xml": b"<a>" + b" " * (150 * MEGABYTE) + b"</a>"})
    return _docx(chance, body="<w:p><w:r><w:t>가</w:t></w:r></w:p>" * 300_000)


def _entities(chance: random.Random) -> bytes:
    levels = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    text = f'<!DOCTYPE d [<!ENTITY e0 "ha">{levels}]><w:document><w:body>&e9;</w:body></w:document>'
    return _docx(chance, more={"word/document.xml": text.encode()})


def _outside(chance: random.Random) -> bytes:
    text = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document><w:body>&x;</w:body></w:document>'
    return _docx(chance, more={"word/document.xml": text.encode()})


def _deep_xml(chance: random.Random) -> bytes:
    depth = chance.choice((1_000, 100_000))
    return _docx(chance, body="<w:tbl><w:tr><w:tc>" * depth + "</w:tc></w:tr></w:tbl>" * depth)


def _circles(chance: random.Random) -> bytes:
    return _pdf(chance, pages="<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 99999999 /Parent 2 0 R >>")


def _many_pages(chance: random.Random) -> bytes:
    kids = "3 0 R " * 50_000
    return _pdf(chance, pages=f"<< /Type /Pages /Kids [{kids}] /Count 50000 >>")


def _deep_pdf(chance: random.Random) -> bytes:
    depth = chance.choice((2_000, 200_000))
    return _pdf(chance, catalogue=f"<< /Type /Catalog /Pages 2 0 R /X {'[' * depth}{']' * depth} >>")


def _deep_json(chance: random.Random) -> bytes:
    depth = chance.choice((150, 500, 100_000))
    return b'{"basics":{"name":"a","x":' + b'{"a":' * depth + b"1" + b"}" * depth + b"}}"


def _wide_json(chance: random.Random) -> bytes:
    entries = [{"name": "가" * 50, "highlights": ["나"] * 50}] * chance.choice((101, 3_000))
    return json.dumps({"basics": {"name": "a"}, "work": entries, "skills": entries, "awards": entries}).encode()


def _wrong_types(chance: random.Random) -> bytes:
    kinds: tuple[Any, ...] = (
        None,
        True,
        1,
        -1.5,
        10**40,
        "",
        "x",
        [],
        {},
        [[]],
        [None],
        {"a": {}},
        "\ud800",
        "2022-99",
    )
    sections = ("basics", "work", "education", "skills", "projects", "awards", "certificates", "volunteer", "meta", "x")
    members = ("name", "email", "url", "startDate", "endDate", "highlights", "keywords", "profiles", "location", "date")

    def value(depth: int) -> Any:
        if depth and chance.random() < 0.7:
            inner = {member: value(depth - 1) for member in chance.sample(members, 4)}
            return inner if chance.random() < 0.5 else [inner, value(0)]
        return chance.choice(kinds)

    return json.dumps({section: value(3) for section in chance.sample(sections, 6)}).encode()


def _noise(chance: random.Random) -> bytes:
    start = chance.choice(
        (b"%PDF-1.4\n", b"PK\x03\x04", b"{", b"\xff\xd8\xff", b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"# ")
    )
    return start + chance.randbytes(chance.randint(0, 20_000))


def _nothing(chance: random.Random) -> bytes:
    return chance.choice((b"", b"\0" * 1_000, b" \n" * 5_000, b"\xef\xbb\xbf", b"{}", b"[]", b"null", b"%PDF-1.4"))


def _endless_line(chance: random.Random) -> bytes:
    piece = chance.choice(
        ("가", "a", "2022.01 ~ ", "- ", "@", "(", "010-", "https://a.b/", "경력\n", "\n", ": ", "| ", "1")
    )
    return (piece * (480_000 // len(piece))).encode()


def _odd_letters(chance: random.Random) -> bytes:
    letters = (
        "\u202e",
        "\u0300" * 50,
        "\ufdfa",
        "\U0001f468\u200d",
        "\u1100\u1161",
        "ﷺ",
        "\x1b[31m",
        "İ",
        "\ufeff",
        "𝐀",
    )
    return ("김민수\n경력\n" + "".join(chance.choices(letters, k=5_000))).encode()


BOMBS: Sequence[Maker] = (_pdf_bomb, _docx_bomb, _entities, _circles, _many_pages, _deep_xml, _deep_pdf, _endless_line)
ODD: Sequence[Maker] = (_wrong_types, _deep_json, _wide_json, _noise, _nothing, _outside, _odd_letters)
