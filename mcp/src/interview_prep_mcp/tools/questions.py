"""Tools for questions."""

from typing import Annotated, Literal

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field

from interview_prep import models
from interview_prep_mcp.door import AnyContext, Door
from interview_prep_mcp.tools.hints import MAKES, READS
from interview_prep_mcp.views import QuestionsView

JobPosting = Annotated[str | None, Field(description="Text of the job posting to prepare for.")]
Language = Annotated[Literal["ko", "en"] | None, Field(description="Default: that of the résumé.")]
Role = Annotated[str | None, Field(description="The role applied for.")]


class QuestionTools:
    """Tools for questions."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def add_to(self, server: MCPServer) -> None:
        """Offer the tools."""
        server.add_tool(self.make_questions, annotations=MAKES)
        server.add_tool(self.list_question_sets, annotations=READS)

    async def make_questions(
        self,
        resume_id: str,
        context: AnyContext,
        count: Annotated[int, Field(ge=1, le=10)] = 5,
        language: Language = None,
        job_posting: JobPosting = None,
        target_role: Role = None,
        focus: Annotated[list[str] | None, Field(description="Topics or technologies to ask about.")] = None,
    ) -> QuestionsView:
        """Make interview questions that only this person could be asked. Each quotes what it is about."""
        body = models.QuestionsRequest.model_validate(
            given(count=count, language=language, job_posting=job_posting, target_role=target_role, focus=focus)
        )
        async with self._door.tool(context) as api:
            async for event in api.stream_questions(resume_id, body):
                if event.name == "progress":
                    await context.report_progress(event.data.done, event.data.wanted or None, event.data.stage)
                elif event.name == "completed":
                    return QuestionsView.of(event.data)
        raise ToolError("The stream of questions ended without an end.")

    async def list_question_sets(self, resume_id: str, context: AnyContext) -> list[QuestionsView]:
        """List the newest 10 question sets of a résumé."""
        async with self._door.tool(context) as api:
            return [QuestionsView.of(made) for made in (await api.list_question_sets(resume_id, limit=10)).items]


def given(**members: object) -> dict[str, object]:
    """Return what a model passed."""
    return {name: value for name, value in members.items() if value is not None}
