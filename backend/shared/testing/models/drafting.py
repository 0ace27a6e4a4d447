"""Making a thing to its end without an engine: no database, no résumé service, no quota."""

from collections.abc import AsyncGenerator, Callable
from typing import Generic, Never, Protocol, TypeVar

from shared.core.ids import new_id
from shared.resumes.document import ResumeDocument
from shared.runs.engine import Draft
from shared.runs.models import M, Material, P, Run


class Posted(Protocol):
    """A wish that may come with a posting."""

    @property
    def job_posting(self) -> str | None:
        """The posting."""
        ...


W = TypeVar("W", bound=Posted)
G = TypeVar("G")


class NoRules:
    """Rules that can make nothing, for tests of what models write."""

    version = "no-rules"

    async def drafts(self, *_: object, **__: object) -> AsyncGenerator[Never]:
        """Nothing."""
        for nothing in ():
            yield nothing


class Drafting(Generic[W, G, P, M]):
    """Makes things of wishes with a generator; `begin` gives the draft of one."""

    def __init__(self, begin: Callable[[Run, Material, W, G], Draft[P, M]], generator: G) -> None:
        self._begin = begin
        self._generator = generator

    async def draft(self, resume: ResumeDocument, wish: W) -> M:
        """What comes of it; raises what the draft raises."""
        return await self.of(Material(resume, wish.job_posting), wish)

    async def of(self, material: Material, wish: W) -> M:
        """The same, of material that a test goes on looking at."""
        run = Run(new_id(), "local", frozenset(), material.resume.uuid, material.resume.version)
        draft = self._begin(run, material, wish, self._generator)
        return draft.whole([part async for part in draft.parts(())], draft.account.generation())
