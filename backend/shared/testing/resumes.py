"""A resume-service without a process, for tests of what reads résumés."""

from shared.core.identity import Identity
from shared.core.ids import new_id
from shared.resumes.document import ResumeDocument
from shared.resumes.errors import ResumeNotFound, ResumeServiceUnavailable


class FakeResumes:
    """Holds résumés by id; can be told to be down, or to lose a résumé while something is made from it."""

    def __init__(self) -> None:
        self.by_id: dict[str, ResumeDocument] = {}
        self.added: set[str] = set()
        self.down = False

    def add(self, content: dict[str, object]) -> ResumeDocument:
        """Hold `content` as version 1 of a new résumé."""
        identifier = str(new_id())
        resume = ResumeDocument(identifier, 1, {"id": identifier, "version": 1, **content})
        self.by_id[identifier] = resume
        self.added.add(identifier)
        return resume

    async def get(self, resume_id: str, caller: Identity) -> ResumeDocument:
        """The résumé with this id, whoever asks."""
        assert caller.id
        if self.down:
            raise ResumeServiceUnavailable
        if resume_id not in self.by_id:
            raise ResumeNotFound
        return self.by_id[resume_id]

    async def has(self, resume_id: str, version: int, caller: Identity) -> bool:
        """Whether it is still held."""
        assert caller.id
        assert version >= 1
        if self.down:
            raise ResumeServiceUnavailable
        return resume_id in self.by_id

    async def is_erased(self, resume_id: str) -> bool:
        """Whether it was held once and is no more."""
        if self.down:
            raise ResumeServiceUnavailable
        return resume_id in self.added and resume_id not in self.by_id
