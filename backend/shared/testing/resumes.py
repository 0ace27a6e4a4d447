"""A resume-service without a process, for tests of what reads résumés."""

from shared.resumes.document import ResumeDocument
from shared.resumes.errors import ResumeNotFound, ResumeServiceUnavailable
from shared.utils.ids import new_id
from shared.web.auth import Identity


class FakeResumes:
    """Holds résumés by id; can be told to be down, or to lose a résumé while something is made from it."""

    def __init__(self) -> None:
        self.by_id: dict[str, ResumeDocument] = {}
        self.down = False

    def add(self, content: dict[str, object]) -> ResumeDocument:
        """Hold `content` as version 1 of a new résumé."""
        identifier = str(new_id())
        resume = ResumeDocument(identifier, 1, {"id": identifier, "version": 1, **content})
        self.by_id[identifier] = resume
        return resume

    async def get(self, resume_id: str, caller: Identity) -> ResumeDocument:
        """The résumé with this id, whoever asks."""
        assert caller.id
        if self.down:
            raise ResumeServiceUnavailable
        if resume_id not in self.by_id:
            raise ResumeNotFound
        return self.by_id[resume_id]

    async def has(self, resume: ResumeDocument, caller: Identity) -> bool:
        """Whether it is still held."""
        assert caller.id
        if self.down:
            raise ResumeServiceUnavailable
        return resume.id in self.by_id
