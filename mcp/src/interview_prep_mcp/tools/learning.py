"""Tools for learning paths."""

from datetime import date
from typing import Annotated, Literal

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field

from interview_prep import models
from interview_prep_mcp.door import AnyContext, Door
from interview_prep_mcp.tools.hints import CHANGES, MAKES, READS
from interview_prep_mcp.tools.questions import JobPosting, Language, Role, given
from interview_prep_mcp.views import PathView


class LearningTools:
    """Tools for learning paths."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def add_to(self, server: MCPServer) -> None:
        """Offer the tools."""
        server.add_tool(self.make_learning_path, annotations=MAKES)
        server.add_tool(self.read_learning_path, annotations=READS)
        server.add_tool(self.record_learning, annotations=CHANGES)

    async def make_learning_path(
        self,
        resume_id: str,
        context: AnyContext,
        hours_per_week: Annotated[int, Field(ge=1, le=40)] = 10,
        count: Annotated[int, Field(ge=3, le=8, description="How many things to learn.")] = 5,
        language: Language = None,
        job_posting: JobPosting = None,
        target_role: Role = None,
        target_date: Annotated[date | None, Field(description="The day to be ready by.")] = None,
    ) -> PathView:
        """Make a learning path that closes this person's gaps, with weeks, milestones and resources."""
        body = models.LearningPathRequest.model_validate(
            given(
                hours_per_week=hours_per_week,
                count=count,
                language=language,
                job_posting=job_posting,
                target_role=target_role,
                target_date=target_date,
            )
        )
        async with self._door.tool(context) as api:
            async for event in api.stream_learning_path(resume_id, body):
                if event.name == "progress":
                    await context.report_progress(event.data.done, event.data.wanted or None, event.data.stage)
                elif event.name == "completed":
                    return PathView.of(event.data)
        raise ToolError("The stream of the path ended without an end.")

    async def read_learning_path(self, resume_id: str, context: AnyContext) -> PathView:
        """Read the current learning path of a résumé."""
        async with self._door.tool(context) as api:
            return PathView.of(await api.current_learning_path(resume_id))

    async def record_learning(
        self,
        path_id: str,
        item_id: str,
        context: AnyContext,
        milestones_done: Annotated[list[int] | None, Field(description="All that are done, counted from 0.")] = None,
        status: Literal["todo", "doing", "done"] | None = None,
        note: str | None = None,
    ) -> PathView:
        """Record what the person has done of an item."""
        change = given(milestones_done=milestones_done, status=status, note=note)
        async with self._door.tool(context) as api:
            return PathView.of(await api.change_learning_item(path_id, item_id, change))
