"""What it costs to know the caller: CPU of resume-service for a GET without tokens, and with them."""

import asyncio
import random
import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from pymongo import MongoClient

from bench.effort import Effort
from bench.load import request
from bench.processes import running, wait_for
from bench.report import Figure
from bench.storing import PATH, SEED, Store, sent, store_of
from shared.core.ids import new_id
from shared.testing.breaking import free_port
from shared.testing.issuer import Issuer, SigningKey, new_key
from shared.testing.mongod import running_mongod
from shared.web.identity.tokens import owner_id
from stack.commands import service

STORED = 1_000
CLIENTS = 8
WARM_UP = 200
SLICES = 10
REQUESTS = 4_000
SUBJECT = "bench"


def identity(effort: Effort) -> list[Figure]:
    """Milliseconds of CPU a request; all kinds take turns within each round."""
    keys = {"ES256": new_key("ES256"), "RS256": new_key("RS256")}
    port = free_port()
    with (
        running_mongod() as mongod,
        store_of(mongod.url, STORED) as store,
        _issuing(list(keys.values())) as issuer,
        running(
            service("resume", port, mongod.url), {name.upper(): value for name, value in issuer.settings.items()}
        ) as guarded,
    ):
        wait_for(port, f"{PATH}/ready")
        ids = _given_to_the_subject(store, issuer)
        known = [issuer.bearer(SUBJECT, jti=str(number)) for number in range(CLIENTS)]
        found: dict[str, list[float]] = {"local": [], "known": [], **{algorithm: [] for algorithm in keys}}
        sent(port, _gets(ids, known * WARM_UP), CLIENTS)
        sent(store.port, store.requests("GET", WARM_UP), CLIENTS)
        count = effort.of(REQUESTS)
        for _ in range(effort.rounds):
            kinds = {
                "local": (store.process, store.port, store.requests("GET", count)),
                "known": (guarded, port, _gets(ids, known * (count // CLIENTS))),
                # Of each round's own, so that the service has seen none of them.
                **{name: (guarded, port, _gets(ids, _new(issuer, key, count))) for name, key in keys.items()},
            }
            used = dict.fromkeys(kinds, 0.0)
            for index in range(SLICES):
                for kind, (process, at, requests) in kinds.items():
                    before = process.cpu_seconds
                    sent(at, requests[index::SLICES], CLIENTS)
                    used[kind] += process.cpu_seconds - before
            for kind, (_, _, requests) in kinds.items():
                found[kind].append(used[kind] * 1000 / len(requests))
    ratio = [known / local for known, local in zip(found["known"], found["local"], strict=True)]
    return [
        Figure("GET of a 6 KB résumé without tokens, CPU", found["local"], "ms"),
        Figure("the same with a token that is known", found["known"], "ms"),
        Figure("the same against without tokens", ratio, "x", 1.15),
        *(Figure(f"the same with a token never seen before, {name}", found[name], "ms") for name in keys),
    ]


@contextmanager
def _issuing(keys: list[SigningKey]) -> Generator[Issuer]:
    """Serve an issuer in a thread: it is asked for its keys once, and is in no figure."""
    issuer, loop = Issuer(keys=keys), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    asyncio.run_coroutine_threadsafe(issuer.start(), loop).result()
    try:
        yield issuer
    finally:
        asyncio.run_coroutine_threadsafe(issuer.stop(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def _given_to_the_subject(store: Store, issuer: Issuer) -> list[UUID]:
    """Copy all résumés of the local owner for whom the tokens name; the ids of the copies."""
    owner = owner_id(issuer.url, SUBJECT)
    with MongoClient[dict[str, Any]](store.mongodb_url, uuidRepresentation="standard") as client:
        resumes = client["resume_service"]["resumes"]
        documents = list(resumes.find())
        ids = [new_id() for _ in documents]
        resumes.insert_many(
            {**document, "_id": identifier, "owner_id": owner}
            for document, identifier in zip(documents, ids, strict=True)
        )
    return ids


def _new(issuer: Issuer, key: SigningKey, count: int) -> list[dict[str, str]]:
    return [issuer.bearer(SUBJECT, key=key, jti=str(new_id())) for _ in range(count)]


def _gets(ids: list[UUID], headers: list[dict[str, str]]) -> list[bytes]:
    chosen = random.Random(SEED).choices(ids, k=len(headers))  # noqa: S311  the same in each run
    return [
        request("GET", f"{PATH}/{identifier}", headers=own) for identifier, own in zip(chosen, headers, strict=True)
    ]
