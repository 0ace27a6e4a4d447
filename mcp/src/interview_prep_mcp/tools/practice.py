"""Tools for practice."""

from typing import Annotated, Literal

from mcp.server.mcpserver import MCPServer
from pydantic import Field

from interview_prep import models
from interview_prep_mcp.door import AnyContext, Door
from interview_prep_mcp.tools.hints import CHANGES, MAKES, READS
from interview_prep_mcp.tools.questions import given
from interview_prep_mcp.views import AnsweredView, ReviewView, SessionView

SessionId = Annotated[str, Field(description="Id of a session, from start_practice.")]


class PracticeTools:
    """Tools for practice."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def add_to(self, server: MCPServer) -> None:
        """Offer the tools."""
        server.add_tool(self.start_practice, annotations=MAKES)
        server.add_tool(self.answer_question, annotations=MAKES)
        server.add_tool(self.change_practice, annotations=CHANGES)
        server.add_tool(self.read_report, annotations=READS)
        server.add_tool(self.read_progress, annotations=READS)
        server.add_tool(self.list_due_reviews, annotations=READS)
        server.add_tool(self.rate_review, annotations=MAKES)

    async def start_practice(
        self,
        resume_id: str,
        context: AnyContext,
        question_set_id: Annotated[str | None, Field(description="Default: new questions are made.")] = None,
        mode: Annotated[
            Literal["practice", "mock"], Field(description="Feedback after each answer, or at the end.")
        ] = "practice",
        minutes: Annotated[int, Field(ge=5, le=120)] = 30,
    ) -> SessionView:
        """Start a practice session; its clock runs. Put `current_question` to the person and wait for the answer."""
        body = models.SessionIn.model_validate(given(question_set_id=question_set_id, mode=mode, minutes=minutes))
        async with self._door.tool(context) as api:
            planned = await api.create_session(resume_id, body)
            return SessionView.of(await api.change_session(planned.id, {"state": "running"}))

    async def answer_question(
        self,
        session_id: SessionId,
        question_id: Annotated[str, Field(description="The current question.")],
        context: AnyContext,
        text: Annotated[
            str | None, Field(description="What the person answered, in their own words; leave it out to skip.")
        ] = None,
    ) -> AnsweredView:
        """Record the person's answer, never one of yours; return feedback and the next question."""
        answer = {"question_id": question_id, **({"skip": True} if text is None else {"text": text})}
        async with self._door.tool(context) as api:
            return AnsweredView.of(await api.create_answer(session_id, answer))

    async def change_practice(
        self, session_id: SessionId, state: Literal["running", "paused", "finished"], context: AnyContext
    ) -> SessionView:
        """Pause, continue or finish a session."""
        async with self._door.tool(context) as api:
            return SessionView.of(await api.change_session(session_id, {"state": state}))

    async def read_report(self, session_id: SessionId, context: AnyContext) -> str:
        """Read the report of a finished session, as Markdown."""
        async with self._door.tool(context) as api:
            return await api.get_report_as(session_id, media_type="text/markdown")

    async def read_progress(self, resume_id: str, context: AnyContext) -> models.Progress:
        """Read how practice goes over all sessions: by dimension, type of question and topic, over time."""
        async with self._door.tool(context) as api:
            return await api.get_progress(resume_id)

    async def list_due_reviews(self, context: AnyContext) -> list[ReviewView]:
        """List the questions that are due to be answered again."""
        async with self._door.tool(context) as api:
            return [ReviewView.of(review) for review in (await api.list_reviews(limit=100)).items]

    async def rate_review(
        self, review_id: str, rating: Literal["again", "hard", "good", "easy"], context: AnyContext
    ) -> ReviewView:
        """Record how the person says it went, and when the question comes back."""
        async with self._door.tool(context) as api:
            return ReviewView.of(await api.rate_review(review_id, {"rating": rating}))
