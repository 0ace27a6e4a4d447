"""Tools for résumés."""

import asyncio
import base64
import binascii
from pathlib import Path
from typing import Annotated

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field

from interview_prep_mcp.door import AnyContext, Door
from interview_prep_mcp.tools.hints import ERASES, MAKES, READS
from interview_prep_mcp.views import ReadView, ResumeView

MAX_BYTES = 5 * 1024 * 1024
"""The API's own limit, unless it is configured otherwise; here it only keeps a wrong path from being read whole."""

DryRun = Annotated[bool, Field(description="Read the document and store nothing.")]
Name = Annotated[str | None, Field(description="The person's name, if the document has none.")]


class ResumeTools:
    """Tools for résumés."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def add_to(self, server: MCPServer) -> None:
        """Offer the tools."""
        server.add_tool(self.import_resume, annotations=MAKES)
        server.add_tool(self.list_resumes, annotations=READS)
        server.add_tool(self.erase_resume, annotations=ERASES)

    async def import_resume(
        self,
        context: AnyContext,
        text: Annotated[str | None, Field(description="The résumé as plain text, Markdown or JSON Resume.")] = None,
        base64_file: Annotated[str | None, Field(description="Or a PDF, DOCX or HWPX file in Base64.")] = None,
        dry_run: DryRun = False,
        name: Name = None,
    ) -> ReadView:
        """Store a résumé. Nothing is invented: `unparsed` has what could not be assigned to a field."""
        document = document_of(text, base64_file)
        async with self._door.tool(context) as api:
            return ReadView.of(await api.import_resume(document, dry_run=dry_run, name=name))

    async def list_resumes(
        self,
        context: AnyContext,
        search: Annotated[str | None, Field(description="Words that must occur; all résumés if left out.")] = None,
    ) -> list[ResumeView]:
        """List the newest 100 résumés. Their ids are what the other tools need."""
        async with self._door.tool(context) as api:
            return [ResumeView.of(resume) for resume in (await api.list_resumes(q=search, limit=100)).items]

    async def erase_resume(self, resume_id: str, context: AnyContext) -> str:
        """Delete a résumé and everything made from it. It cannot be undone: ask the person first."""
        async with self._door.tool(context) as api:
            await api.delete_resume(resume_id)
        return "The résumé and everything made from it are deleted."


class FileTools:
    """Tools that read files of this machine, for the person who started the server on it."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def add_to(self, server: MCPServer) -> None:
        """Offer the tools."""
        server.add_tool(self.import_resume_file, annotations=MAKES)

    async def import_resume_file(
        self,
        path: Annotated[str, Field(description="Path of a PDF, DOCX, HWPX, Markdown, text or JSON Resume file.")],
        context: AnyContext,
        dry_run: DryRun = False,
        name: Name = None,
    ) -> ReadView:
        """Store the résumé in a file of this machine."""
        document = await asyncio.to_thread(document_in, path)
        async with self._door.tool(context) as api:
            return ReadView.of(await api.import_resume(document, dry_run=dry_run, name=name))


def document_in(path: str) -> bytes:
    """Return the document in a file; raises `ToolError` if it cannot be read or is too large."""
    file = Path(path).expanduser()
    try:
        if file.stat().st_size > MAX_BYTES:
            raise ToolError(f"{path} has more than {MAX_BYTES} bytes.")
        return file.read_bytes()
    except OSError as error:
        raise ToolError(f"{path} cannot be read: {error.strerror}") from error


def document_of(text: str | None, base64_file: str | None) -> bytes:
    """Return the document of a call; raises `ToolError` unless there is exactly one."""
    if (text is None) == (base64_file is None):
        raise ToolError("Pass either text or base64_file.")
    if text is not None:
        return text.encode()
    try:
        return base64.b64decode(base64_file or "", validate=True)
    except binascii.Error as error:
        raise ToolError("base64_file is not valid Base64.") from error
