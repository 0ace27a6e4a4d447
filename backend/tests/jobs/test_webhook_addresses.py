"""Webhooks reach public addresses only, the ones that were checked, and say who they are to whom."""

import asyncio
import ssl
from collections.abc import Sequence
from datetime import timedelta
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import SecretStr, ValidationError

from shared.config.jobs import JobSettings
from shared.core.clock import utc_now
from shared.jobs.errors import CallbackRefused
from shared.jobs.webhooks.addresses import is_public, resolved
from shared.jobs.webhooks.delivering import PAUSES_SECONDS, pause_after
from shared.jobs.webhooks.policy import Webhooks, webhooks_of
from shared.jobs.webhooks.sending import Refusal, Sender
from shared.jobs.webhooks.signing import headers
from shared.testing.jobs.poems import SECRETS, WEBHOOKS
from shared.testing.jobs.receiver import receiving

BODY = b'{"type": "job.succeeded"}'


class Names:
    """Resolves a name, to other addresses each time; a real resolver does so for whoever owns the name."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, int]] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append((host, port))
        return self.answers.pop(0)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.8.8.8", "0.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
        *("100.100.100.200", "168.63.129.16", "192.0.2.1", "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1"),
        *("255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "fe80::1", "fc00::1"),
        *("fd00:ec2::254", "ff02::1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::"),
        *("2001:0:7f00:1::", "2001:db8::1", "fec0::1", "::ffff:169.254.169.254", "fe80::1%eth0", "100::1"),
    ],
)
def test_what_is_not_public_is_refused(address: str) -> None:
    assert not is_public(ip_address(address))
    with pytest.raises(CallbackRefused):
        Webhooks(SECRETS).checked([address])
    # One such address among others is enough.
    with pytest.raises(CallbackRefused):
        Webhooks(SECRETS).checked(["8.8.8.8", address])


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_what_is_public_is_reached(address: str) -> None:
    assert Webhooks(SECRETS).checked([address]) == [ip_address(address)]


def test_a_network_is_reached_only_if_the_operator_allows_it() -> None:
    own = Webhooks(SECRETS, (ip_network("10.1.0.0/16"), ip_network("fd00::/8")))
    assert own.checked(["10.1.2.3", "::ffff:10.1.2.3", "fd00::1"])
    for other in ("10.2.0.1", "127.0.0.1", "169.254.169.254", "fe80::1"):
        with pytest.raises(CallbackRefused):
            own.checked([other])
    with pytest.raises(CallbackRefused):
        own.checked([])


@pytest.mark.parametrize(
    "url",
    [
        *("http://example.com/", "ftp://example.com/", "example.com", "https://", "https:///path", "//example.com"),
        *("https://user:password@example.com/", "https://example.com/#part", "https://127.0.0.1/", "https://[::1]/"),
        *(
            "https://[::ffff:7f00:1]/",
            "https://exa mple.com/",
            "https://예시.kr/",
            "https://example.com/\n",
            "https://[",
        ),
        *("https://example.com:0/", "https://example.com:99999/", f"https://example.com/{'a' * 2000}"),
    ],
)
def test_such_a_url_is_refused_with_the_request(url: str) -> None:
    with pytest.raises(CallbackRefused) as refused:
        Webhooks(SECRETS).check(url)
    assert refused.value.extensions["errors"][0]["pointer"] == "/callback_url"


def test_without_a_secret_there_are_no_webhooks() -> None:
    with pytest.raises(CallbackRefused, match="sends no webhooks"):
        Webhooks(()).check("https://example.com/")


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "localhost"])
async def test_other_spellings_of_the_loopback_are_found_by_resolving(host: str) -> None:
    refusal = await Sender(Webhooks(SECRETS, (), allow_http=True)).send(f"http://{host}:9/", "msg_1", BODY)
    assert refusal is not None
    assert refusal.is_final


async def test_a_name_that_changes_its_address_is_not_followed() -> None:
    """DNS rebinding: the address that was checked is the one that is called, and each attempt checks anew."""
    allowed = Webhooks(SECRETS, (ip_network("127.0.0.2/32"),), allow_http=True)
    async with receiving("127.0.0.2") as meant, receiving("127.0.0.1", meant.port) as inside:
        names = Names(["127.0.0.2"], ["127.0.0.1"], ["127.0.0.2", "127.0.0.1"])
        sender, url = Sender(allowed, names), f"http://rebinding.example:{meant.port}/hooks?a=b"
        assert await sender.send(url, "msg_1", BODY) is None
        assert names.asked == [("rebinding.example", meant.port)]
        for _ in range(2):
            refused = await sender.send(url, "msg_1", BODY)
            assert refused is not None
            assert refused.is_final
    assert [(one.path, one.headers["host"]) for one in meant.received] == [
        ("/hooks?a=b", f"rebinding.example:{meant.port}")
    ]
    assert inside.received == []


async def test_a_redirect_is_not_followed() -> None:
    async with receiving() as inside, receiving() as redirecting:
        redirecting.answers = [f"307 Temporary Redirect\r\nLocation: {inside.url}"]
        assert await Sender(WEBHOOKS).send(redirecting.url, "msg_1", BODY) == Refusal("status 307")
    assert inside.received == []


async def test_the_next_address_is_tried_when_one_does_not_answer() -> None:
    async with receiving("127.0.0.3") as receiver:
        names = Names(["127.0.0.2", "127.0.0.3"])
        assert await Sender(WEBHOOKS, names).send(f"http://two.example:{receiver.port}/", "msg_1", BODY) is None


async def test_nobody_there_is_no_reason_to_stop() -> None:
    async with receiving() as gone:
        pass
    assert await Sender(WEBHOOKS).send(gone.url, "msg_1", BODY) == Refusal("no connection")


async def test_an_unknown_name_is_no_reason_to_stop() -> None:
    async def unknown(host: str, port: int) -> Sequence[str]:
        raise OSError(host, port)

    assert await Sender(WEBHOOKS, unknown).send("http://nowhere.example/", "m", BODY) == Refusal(
        "the name has no address"
    )


async def test_a_receiver_that_says_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.jobs.webhooks.sending.SECONDS", 0.2)
    async with receiving() as receiver:
        receiver.silent = True
        refusal = await Sender(WEBHOOKS).send(receiver.url, "msg_1", BODY)
    assert refusal is not None
    assert refusal.reason.startswith("no answer")


async def test_a_connection_that_breaks_is_told() -> None:
    async def close(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(close, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        refusal = await Sender(WEBHOOKS).send(f"http://127.0.0.1:{port}/", "msg_1", BODY)
    assert refusal is not None
    assert refusal.reason.startswith("the connection broke")


def certificate(name: str, directory: Path) -> Path:
    """A certificate for a name, which vouches for itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(utc_now() - timedelta(days=1))
        .not_valid_after(utc_now() + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = directory / f"{name}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return file


async def test_tls_asks_for_the_name_and_checks_it(tmp_path: Path) -> None:
    """Although the connection goes to an address."""
    file = certificate("hooks.example", tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(file)
    trusting = ssl.create_default_context(cafile=str(file))
    policy = Webhooks(SECRETS, (ip_network("127.0.0.0/8"),))
    async with receiving(tls=tls) as receiver:
        for host, outcome in (("hooks.example", None), ("other.example", Refusal("no connection"))):
            sender = Sender(policy, Names(["127.0.0.1"]), trusting)
            assert await sender.send(f"https://{host}:{receiver.port}/", "msg_1", BODY) == outcome
    assert receiver.names == ["hooks.example", "other.example"]
    assert [one.headers["host"] for one in receiver.received] == [f"hooks.example:{receiver.port}"]


async def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate("hooks.example", tmp_path))
    policy = Webhooks(SECRETS, (ip_network("127.0.0.0/8"),))
    async with receiving(tls=tls) as receiver:
        sender = Sender(policy, Names(["127.0.0.1"]))
        assert await sender.send(f"https://hooks.example:{receiver.port}/", "m", BODY) == Refusal("no connection")
    assert receiver.received == []


async def test_the_system_resolves_names() -> None:
    assert await resolved("127.0.0.1", 80) == ("127.0.0.1",)


def test_the_signature_is_that_of_the_standard() -> None:
    """The vector of the Standard Webhooks libraries."""
    secret = SecretStr("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    key = webhooks_of(JobSettings(webhook_secrets=(secret,))).secrets
    signed = headers(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert signed["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_settings_are_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOK_SECRETS", f"whsec_{'A' * 32}, whsec_{'B' * 32}")
    monkeypatch.setenv("WEBHOOK_NETWORKS", "10.1.0.0/16,fd00::/8")
    policy = webhooks_of(JobSettings())
    assert [len(secret) for secret in policy.secrets] == [24, 24]
    assert policy.networks == (ip_network("10.1.0.0/16"), ip_network("fd00::/8"))
    assert not policy.allow_http


@pytest.mark.parametrize("secret", ["hunter2", "whsec_AAAA", "whsec_!", f"whsec_{'A' * 100}"])
def test_a_weak_secret_stops_the_start(monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    monkeypatch.setenv("WEBHOOK_SECRETS", secret)
    with pytest.raises(ValidationError) as refused:
        JobSettings()
    assert "24 to 64 bytes" in str(refused.value)


def test_pauses_grow_and_end() -> None:
    pauses = [pause_after(Refusal("status 500"), attempt) for attempt in range(1, len(PAUSES_SECONDS) + 1)]
    assert all(pause is not None for pause in pauses)
    assert pauses == sorted(pause for pause in pauses if pause is not None)
    assert pause_after(Refusal("status 500"), len(PAUSES_SECONDS) + 1) is None
    assert pause_after(Refusal("status 410", is_final=True), 1) is None
    assert pause_after(Refusal("status 429", retry_after=100), 1) == 100


async def test_a_receiver_says_when_it_wants_it_again() -> None:
    async with receiving() as receiver:
        receiver.answers = ["429 Too Many\r\nRetry-After: 90", "503 Away\r\nRetry-After: soon"]
        assert await Sender(WEBHOOKS).send(receiver.url, "m", BODY) == Refusal("status 429", 90)
        assert await Sender(WEBHOOKS).send(receiver.url, "m", BODY) == Refusal("status 503")
