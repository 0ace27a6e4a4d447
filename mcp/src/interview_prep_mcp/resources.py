"""Resources: documents that an agent can attach to a conversation."""

from mcp.server.mcpserver import MCPServer

from interview_prep_mcp.door import AnyContext, Door

JSON = "application/json"
MARKDOWN = "text/markdown"


def add_resources(server: MCPServer, door: Door) -> None:
    """Add the resources."""

    @server.resource("resume://{resume_id}", mime_type=JSON, title="Résumé")
    async def resume(resume_id: str, context: AnyContext) -> str:  # pyright: ignore[reportUnusedFunction]
        """A résumé with all its fields."""
        async with door.resource(context) as api:
            return (await api.get_resume(resume_id)).model_dump_json(exclude_none=True)

    @server.resource("resume://{resume_id}/markdown", mime_type=MARKDOWN, title="Résumé, to read")
    async def readable_resume(resume_id: str, context: AnyContext) -> str:  # pyright: ignore[reportUnusedFunction]
        """A résumé as Markdown."""
        async with door.resource(context) as api:
            return (await api.export_resume(resume_id, format="markdown")).decode()

    @server.resource("report://{session_id}", mime_type=MARKDOWN, title="Report of a session")
    async def report(session_id: str, context: AnyContext) -> str:  # pyright: ignore[reportUnusedFunction]
        """What went well in a session and what to practise, as Markdown."""
        async with door.resource(context) as api:
            return await api.get_report_as(session_id, media_type="text/markdown")

    @server.resource("questions://{question_set_id}", mime_type=JSON, title="Question set")
    async def questions(question_set_id: str, context: AnyContext) -> str:  # pyright: ignore[reportUnusedFunction]
        """A question set with its evidence."""
        async with door.resource(context) as api:
            return (await api.get_question_set(question_set_id)).model_dump_json(exclude_none=True)

    @server.resource("path://{path_id}", mime_type=MARKDOWN, title="Learning path")
    async def path(path_id: str, context: AnyContext) -> str:  # pyright: ignore[reportUnusedFunction]
        """A learning path as Markdown."""
        async with door.resource(context) as api:
            return (await api.export_learning_path(path_id, format="markdown")).decode()
