"""The `jobs` collection: the truth about every job. The queue carries only ids.

A worker holds a job by a lease. Every write of a worker names itself as the holder, so one that was frozen and lost its
lease changes nothing more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pymongo import ASCENDING, DESCENDING, IndexModel, ReturnDocument
from pymongo.errors import DuplicateKeyError

from shared.core.clock import utc_now
from shared.core.paging import Page
from shared.database.collections import ensure_collection
from shared.database.connection import Database, Document
from shared.database.migrations import Migration
from shared.jobs.errors import Fenced
from shared.jobs.models import Callback, Failure, Job, JobState

COLLECTION = "jobs"
KEPT_SECONDS = 7 * 24 * 3600
"""How long an ended job can be read; what it made stays."""

LEASE_SECONDS = 10.0

VALIDATOR: Document = {
    "$jsonSchema": {
        "bsonType": "object",
        "required": ["_id", "owner_id", "kind", "resume_id", "makes", "request", "state", "attempts", "created_at"],
        "properties": {
            "_id": {"bsonType": "binData"},
            "owner_id": {"bsonType": "string", "minLength": 1},
            "kind": {"bsonType": "string", "minLength": 1},
            "resume_id": {"bsonType": "binData"},
            "makes": {"bsonType": "binData"},
            "request": {"bsonType": "object"},
            "state": {"enum": ["queued", "running", "succeeded", "failed", "cancelled"]},
            "attempts": {"bsonType": "int", "minimum": 0},
            "created_at": {"bsonType": "date"},
        },
    }
}
INDEXES = (
    IndexModel([("owner_id", ASCENDING), ("_id", DESCENDING)], name="owner_newest_first"),
    IndexModel([("owner_id", ASCENDING), ("state", ASCENDING), ("_id", DESCENDING)], name="owner_state_newest_first"),
    IndexModel([("resume_id", ASCENDING)], name="resume"),
    IndexModel([("state", ASCENDING), ("changed_at", ASCENDING)], name="state_oldest_first"),
    IndexModel([("kind", ASCENDING), ("state", ASCENDING)], name="kind_state"),
    IndexModel([("finished_at", ASCENDING)], name="kept", expireAfterSeconds=KEPT_SECONDS),
)
BY_RESULT = IndexModel([("makes", ASCENDING)], name="makes")
BLAME: Document = {"$cond": [{"$gt": ["$crowd", 1]}, 0.5, 1]}
"""How far the end of its last attempt counts against a job: less if its worker had others, any of which may have ended
it."""

KEPT: Document = {"$size": "$parts"}
UNTOLD: Document = {"state": "waiting", "attempts": 0, "due_at": None, "problem": None}
"""A callback whose job has not ended, or has only just."""

OPEN: Document = {"$in": ["queued", "running"]}


async def _create_collection(database: Database) -> None:
    await ensure_collection(database, COLLECTION, VALIDATOR, INDEXES)


async def _index_results(database: Database) -> None:
    await database[COLLECTION].create_indexes([BY_RESULT])


JOBS_MIGRATION = Migration("shared_0004_jobs", _create_collection)
RESULTS_MIGRATION = Migration("shared_0006_results_of_jobs", _index_results)


class JobCrud:
    """Reads and writes jobs."""

    def __init__(self, database: Database, lease_seconds: float = LEASE_SECONDS) -> None:
        self._jobs = database[COLLECTION]
        # By the database's time: the clocks of two machines differ too much for leases of seconds.
        self._lease: Document = {"$add": ["$$NOW", round(lease_seconds * 1000)]}

    async def insert(self, job: Job) -> bool:
        """Store a new job. Return false if its id already exists."""
        try:
            await self._jobs.insert_one(_document(job))
        except DuplicateKeyError:
            return False
        return True

    async def remove(self, job_id: UUID) -> bool:
        """Delete a job that no worker has met; return false if one has, so that it is accepted after all."""
        unmet: Document = {"_id": job_id, "state": "queued", "attempts": 0, "published": False}
        return (await self._jobs.delete_one(unmet)).deleted_count == 1

    async def published(self, job_id: UUID) -> None:
        """Record that the queue has the job."""
        await self._jobs.update_one({"_id": job_id}, {"$set": {"published": True}})

    async def find(self, owner_id: str, job_id: UUID) -> Job | None:
        """Return the owner's job, or `None`."""
        found = await self._jobs.find_one({"_id": job_id, "owner_id": owner_id}, {"resume": 0})
        return None if found is None else job_of(found)

    async def outline(self, owner_id: str, job_id: UUID) -> Job | None:
        """Return the owner's job without its parts, or `None`."""
        found = await self._jobs.find_one(
            {"_id": job_id, "owner_id": owner_id}, {"resume": 0, "parts": 0, "request": 0}
        )
        return None if found is None else job_of({**found, "request": {}})

    async def whole(self, job_id: UUID) -> Job | None:
        """Return a job with the résumé that it is about, for a worker."""
        found = await self._jobs.find_one({"_id": job_id})
        return None if found is None else job_of(found)

    async def page(self, owner_id: str, kinds: Sequence[str], state: JobState | None, page: Page) -> list[Job]:
        """Return the owner's jobs, newest first, one more than the page holds."""
        query: Document = {"owner_id": owner_id, "kind": {"$in": list(kinds)}}
        if state is not None:
            query["state"] = state
        if page.before is not None:
            query["_id"] = {"$lt": page.before}
        cursor = self._jobs.find(query, {"resume": 0, "parts": 0}).sort("_id", DESCENDING).limit(page.limit + 1)
        return [job_of(document) async for document in cursor]

    async def claim(self, job_id: UUID, holder: UUID, crowd: int = 1) -> Job | None:
        """Take a job that nobody holds and return it with its new attempt, or return `None`.

        It is free when it is queued and due, or when the lease of its holder has run out. `crowd` is the number of jobs
        that the holder has, this one included.
        """
        due: Document = {"$expr": {"$lte": [{"$ifNull": ["$retry_at", "$$NOW"]}, "$$NOW"]}}
        late: Document = {"$expr": {"$lte": ["$leased_until", "$$NOW"]}}
        found = await self._jobs.find_one_and_update(
            {"_id": job_id, "$or": [{"state": "queued", **due}, {"state": "running", **late}]},
            [
                {
                    "$set": {
                        "state": "running",
                        "holder": holder,
                        "leased_until": self._lease,
                        "changed_at": "$$NOW",
                        "retry_at": None,
                        "published": True,
                        "attempts": {"$add": ["$attempts", 1]},
                        # An attempt that kept a part was no failure: it starts the count anew.
                        "stalled": {"$cond": [{"$gt": [KEPT, "$kept_at_claim"]}, 1, {"$add": ["$stalled", BLAME]}]},
                        "stalled_before": "$stalled",
                        "kept_at_claim": KEPT,
                        "crowd": crowd,
                        "started_at": {"$ifNull": ["$started_at", "$$NOW"]},
                    }
                }
            ],
            return_document=ReturnDocument.AFTER,
        )
        return None if found is None else job_of(found)

    async def renew(self, job_id: UUID, holder: UUID) -> None:
        """Extend the lease. Raises `Fenced` if the job was taken over, cancelled or erased."""
        found = await self._jobs.update_one(_by(job_id, holder), [{"$set": {"leased_until": self._lease}}])
        if not found.matched_count:
            raise Fenced

    async def progress(self, job_id: UUID, holder: UUID, stage: str, wanted: int) -> None:
        """Record the stage. Raises `Fenced`."""
        await self._held(job_id, holder, {"stage": stage, "wanted": wanted})

    async def part(self, job_id: UUID, holder: UUID, number: int, part: Mapping[str, Any]) -> None:
        """Keep a part, which counts from 1. Raises `Fenced`."""
        # The place is named, so that a write that the driver repeats keeps the part once.
        await self._held(job_id, holder, {f"parts.{number - 1}": part, "done": number})

    async def end(
        self, job_id: UUID, holder: UUID, state: JobState, failure: Failure | None = None, *, dead: bool = False
    ) -> None:
        """End a job; `dead`: it was given up, which an operator should see. Raises `Fenced`."""
        now = utc_now()
        members = {"state": state, "finished_at": now, "changed_at": now, "stage": state, "dead": dead}
        # A failed job keeps its copy of the résumé, so that an operator can have it tried again.
        dropped = ("holder",) if state == "failed" else ("holder", "resume")
        await self._held(
            job_id, holder, {**members, "failure": None if failure is None else asdict(failure), "dead": dead}, dropped
        )

    async def release(self, job_id: UUID, holder: UUID, retry_at: datetime | None, *, counts: bool = True) -> None:
        """Give a job back to the queue; `counts`: whether the attempt counts. Raises `Fenced`."""
        now = utc_now()
        members: Document = {"state": "queued", "stage": "queued", "retry_at": retry_at}
        members |= {"changed_at": now, "leased_until": now, "crowd": 1}
        if not counts:
            members |= {"attempts": {"$subtract": ["$attempts", 1]}, "stalled": "$stalled_before"}
        found = await self._jobs.update_one(_by(job_id, holder), [{"$set": members}, {"$unset": "holder"}])
        if not found.matched_count:
            raise Fenced

    async def cancel(self, owner_id: str, job_id: UUID) -> Job | None:
        """Cancel the owner's job and return it as it is then, or `None` if there is none."""
        now = utc_now()
        members = {"state": "cancelled", "stage": "cancelled", "finished_at": now, "changed_at": now}
        await self._jobs.update_one(
            {"_id": job_id, "owner_id": owner_id, "state": OPEN},
            {"$set": members, "$unset": {"holder": "", "resume": ""}},
        )
        return await self.find(owner_id, job_id)

    async def retry(self, job_id: UUID) -> Job | None:
        """Queue a failed job again with all its attempts and return it, or `None` if there is none."""
        anew: Document = {
            "attempts": 0,
            "stalled": 0,
            "crowd": 1,
            "failure": None,
            "dead": False,
            "retry_at": None,
            "published": False,
            # Its next end is told anew.
            "callback": {"$cond": [{"$ifNull": ["$callback", False]}, {"url": "$callback.url", **UNTOLD}, None]},
        }
        members: Document = {"state": "queued", "stage": "queued", "changed_at": utc_now(), **anew}
        found = await self._jobs.find_one_and_update(
            {"_id": job_id, "state": "failed", "resume": {"$exists": True}},
            # With its end it would be deleted a week after that.
            [{"$set": members}, {"$unset": "finished_at"}],
            return_document=ReturnDocument.AFTER,
        )
        return None if found is None else job_of(found)

    async def forgotten(self, kinds: Sequence[str], older: timedelta, limit: int) -> list[Job]:
        """Return jobs that no worker knows of: not published, or running under a lease that ran out long ago."""
        before = utc_now() - older
        unknown: Document = {"state": "queued", "published": False, "changed_at": {"$lt": before}}
        orphaned: Document = {"state": "running", "leased_until": {"$lt": before}}
        lost: Document = {"kind": {"$in": list(kinds)}, "$or": [unknown, orphaned]}
        return [job_of(one) async for one in self._jobs.find(lost, {"resume": 0, "parts": 0}).limit(limit)]

    async def waiting(self, kinds: Sequence[str], older: timedelta, limit: int) -> list[Job]:
        """Return the jobs that have been queued for long, for a queue that lost them."""
        before = utc_now() - older
        query: Document = {"kind": {"$in": list(kinds)}, "state": "queued", "changed_at": {"$lt": before}}
        return [job_of(one) async for one in self._jobs.find(query, {"resume": 0, "parts": 0}).limit(limit)]

    async def open_of(self, owner_id: str, limit: int) -> int:
        """Return how many of an owner's jobs wait or run, counting to `limit`."""
        return await self._jobs.count_documents({"owner_id": owner_id, "state": OPEN}, limit=limit)

    async def count_open(self, kind: str) -> int:
        """Return how many jobs of a kind wait or run."""
        return await self._jobs.count_documents({"kind": kind, "state": OPEN})

    async def running(self, kind: str) -> int:
        """Return how many jobs of a kind run."""
        return await self._jobs.count_documents({"kind": kind, "state": "running"})

    async def retrying(self, kind: str) -> int:
        """Return how many jobs of a kind wait for another attempt."""
        return await self._jobs.count_documents({"kind": kind, "state": "queued", "attempts": {"$gt": 0}})

    async def dead(self, kind: str) -> int:
        """Return how many jobs of a kind were given up."""
        return await self._jobs.count_documents({"kind": kind, "state": "failed", "dead": True})

    async def of_resume(self, resume_id: UUID, limit: int) -> list[UUID]:
        """Return ids of the jobs about a résumé."""
        return [one["_id"] async for one in self._jobs.find({"resume_id": resume_id}, {"_id": 1}).limit(limit)]

    async def erase(self, ids: Sequence[UUID]) -> None:
        """Delete jobs, running ones too: their holder finds them gone."""
        await self._jobs.delete_many({"_id": {"$in": list(ids)}})

    async def erase_makers(self, thing_ids: Sequence[UUID]) -> None:
        """Delete the jobs that make or made these things, running ones too."""
        await self._jobs.delete_many({"makes": {"$in": list(thing_ids)}})

    async def counts(self, kind: str) -> Mapping[str, int]:
        """Return the number of jobs of a kind by state."""
        cursor = await self._jobs.aggregate(
            [{"$match": {"kind": kind}}, {"$group": {"_id": "$state", "count": {"$sum": 1}}}]
        )
        return {one["_id"]: one["count"] async for one in cursor}

    async def oldest(self, kind: str, state: JobState) -> datetime | None:
        """Return when the oldest job of a kind in this state got into it."""
        query: Document = {"state": state, "kind": kind}
        found = await self._jobs.find_one(query, {"changed_at": 1}, sort=[("changed_at", ASCENDING)])
        return None if found is None else found["changed_at"]

    async def _held(self, job_id: UUID, holder: UUID, members: Document, dropped: Sequence[str] = ()) -> None:
        update: Document = {"$set": members}
        if dropped:
            update["$unset"] = dict.fromkeys(dropped, "")
        found = await self._jobs.update_one(_by(job_id, holder), update)
        if not found.matched_count:
            raise Fenced


def _by(job_id: UUID, holder: UUID) -> Document:
    return {"_id": job_id, "holder": holder, "state": "running"}


def _document(job: Job) -> Document:
    return {
        "_id": job.id,
        "owner_id": job.owner_id,
        "scopes": sorted(job.scopes),
        "kind": job.kind,
        "resume_id": job.resume_id,
        "makes": job.makes,
        "place": job.place,
        "request": dict(job.request),
        "resume": job.resume,
        "state": job.state,
        "stage": job.stage,
        "wanted": job.wanted,
        "parts": [],
        "done": 0,
        "attempts": job.attempts,
        "stalled": job.stalled,
        "stalled_before": 0,
        "kept_at_claim": 0,
        "crowd": 1,
        "callback": None if job.callback is None else {"url": job.callback.url, **UNTOLD},
        "failure": None,
        "retry_at": None,
        "created_at": job.created_at,
        "changed_at": job.changed_at,
        "published": False,
    }


def job_of(document: Document) -> Job:
    """Return the job in a document."""
    failure = document.get("failure")
    return Job(
        id=document["_id"],
        owner_id=document["owner_id"],
        scopes=frozenset(document["scopes"]),
        kind=document["kind"],
        resume_id=document["resume_id"],
        makes=document["makes"],
        request=document["request"],
        resume=bytes(document.get("resume", b"")),
        created_at=document["created_at"],
        changed_at=document["changed_at"],
        state=document["state"],
        stage=document["stage"],
        wanted=document["wanted"],
        done=document["done"],
        parts=tuple(document.get("parts", ())),
        attempts=document["attempts"],
        stalled=document["stalled"],
        place=document.get("place"),
        callback=_callback(document.get("callback")),
        failure=None if failure is None else Failure(**failure),
        retry_at=document.get("retry_at"),
        started_at=document.get("started_at"),
        finished_at=document.get("finished_at"),
    )


def _callback(stored: Document | None) -> Callback | None:
    if stored is None:
        return None
    return Callback(stored["url"], stored["state"], stored["attempts"], stored["due_at"], stored["problem"])
