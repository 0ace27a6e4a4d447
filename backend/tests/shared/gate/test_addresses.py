"""Which addresses a model may write: those that its reader knows already, in whatever spelling."""

import pytest

from shared.runs.addresses import Addresses

FOREIGN = (
    *("see https://evil.example/x", "www.evil.com 참고", "evil.com", "evil.example/path", "//evil.com/x", "bit.ly/abc"),
    *("javascript:alert(1)", "JavaScript : alert(1)", "java\u200bscript:alert(1)", "java\nscript:alert(1)"),
    *("data:text/html;base64,xx", "[click](http://evil.io)", "<a href='https://evil.io'>x</a>", "ftp://1.2.3.4/x"),
    *("ｈｔｔｐｓ：／／ｅｖｉｌ．ｃｏｍ", "hxxp://evil[.]com", "evil[.]com", "evil (dot) com", "evil dot com"),
    *("http://[::1]/", "1.2.3.4:8080/x", "t.me/evil", "evil.kr로 접속", "한글.한국", "xn--abc.com", "naver.com"),
    *("a@evil.com", "a(at)evil.com", "a at evil dot com", "a골뱅이evil.com", "a@예시.한국", "mailto:a@b.co"),
    *("010-1234-9999", "01012349999", "010 1234 9999", "010.1234.9999", "+82 10-1234-9999", "tel:01012345678"),
    *("+1 (555) 123-4567", "(555) 123-4567", "555-123-4567", "02-123-4567", "1588-1234", "07700 900123"),
    *("공일공 일이삼사 오육칠팔", "0１0-1234-5678", "900101-1234567", "1234-5678-9012-3456", "020 7946 0018"),
    *("카톡: evil123", "텔레그램 아이디: @evil", "텔레그램 @evil_hacker", "카톡 아이디 evil99"),
    *("e v i l . c o m", "0 1 0 - 1 2 3 4 - 9 9 9 9", "evil . example", "계좌 국민 110-234-567890"),
)
NO_ADDRESS = (
    *("Node.js와 socket.io를 비교", "ASP.NET Core", "System.IO.Pipelines", "java.io 대신 java.nio", "Dispatchers.IO"),
    *("2019.03-2023.05", "800ms에서 120ms로", "10,000,000건", "2024-01-15", "3.14 → 2.71", "v1.2.3", "10.5.1 버전"),
    *("Java: 메모리", "JavaScript: 클로저와 this", "the data: what was in it", "REST API/GraphQL", "CI/CD", "TCP/IP"),
    *("p95 0.12345678초", "비율이 0.95에서 0.99로", "1,234,567원", "main.py", "README.md", "초당 1000-2000건"),
    *("A B C D 네 안", "S O L I D 원칙", "1 2 3 4 5 6 단계", "카카오톡 알림톡을", "텔레그램 봇을", "@Transactional을"),
    *("계좌 이체 3-2-1 단계", "x y z 축으로", "Node . js로", "Discord bot의 지연"),
    *("일이삼사", "e.g. Kafka", "done.So what", "KPI 10~20%", "2023-01 ~ 2023-12 12:30:00", "ratio 1:2", "key:value"),
)


@pytest.mark.parametrize("text", FOREIGN)
def test_an_address_that_nobody_wrote_is_found(text: str) -> None:
    assert Addresses([]).foreign(text) is not None


@pytest.mark.parametrize("text", NO_ADDRESS)
def test_what_only_looks_like_an_address_is_none(text: str) -> None:
    assert Addresses([]).foreign(text) is None


HELD = Addresses(["연락 010-1234-5678, https://github.com/minsu-kim/order/, a.b@example.com", "+82 2-555-1234"])


@pytest.mark.parametrize(
    "text",
    [
        *("01012345678", "+82 10 1234 5678", "github.com/minsu-kim/order를", "https://github.com/", "github.com"),
        *("A.B@example.com", "02-555-1234"),
    ],
)
def test_an_address_that_is_held_may_be_written_in_another_spelling(text: str) -> None:
    assert HELD.foreign(text) is None


@pytest.mark.parametrize(
    "text",
    [
        *("github.com/minsu", "010-1234-5679", "github.com.evil.io", "x@example.com", "evil.com/github.com"),
        "https://github.com/minsu-kim/order/../x",
    ],
)
def test_an_address_beside_one_that_is_held_is_another(text: str) -> None:
    assert HELD.foreign(text) is not None
