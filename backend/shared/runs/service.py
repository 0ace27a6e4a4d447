"""Creating, reading, listing and deleting what the engine generates from résumés."""

from collections.abc import AsyncGenerator
from typing import Generic

from shared.core.errors import NotFound
from shared.core.identity import Identity
from shared.core.ids import NewResource
from shared.resumes.client import Resumes
from shared.runs.crud import MadeCrud
from shared.runs.engine import Engine
from shared.runs.kept import KeptService, Traces
from shared.runs.models import B, CallersResumes, Event, M, Order, P


class MadeService(KeptService[M], Generic[B, P, M]):
    """The generated resources of callers, with the engine that creates new ones."""

    def __init__(
        self,
        engine: Engine[B, P, M],
        crud: MadeCrud[M],
        resumes: Resumes,
        traces: Traces,
        not_found: type[NotFound],
    ) -> None:
        super().__init__(crud, resumes, traces, not_found)
        self._engine = engine

    async def create(self, caller: Identity, resume_id: str, body: B, new: NewResource) -> M:
        """Generate a resource from the current version of a résumé and store it; raises what `Engine.make` raises."""
        order = Order(new.id, caller.id, frozenset(caller.scopes), resume_id, body, new.again)
        return await self._engine.make(order, CallersResumes(self._resumes, caller))

    def events(self, caller: Identity, resume_id: str, body: B, new: NewResource) -> AsyncGenerator[Event[P, M]]:
        """Do the same, but yield the events of the run; see `Engine.events`."""
        order = Order(new.id, caller.id, frozenset(caller.scopes), resume_id, body, new.again)
        return self._engine.events(order, CallersResumes(self._resumes, caller))
