"""The failures of resume-service; that a résumé does not exist is said by `shared.resumes.errors`."""

from shared.errors import Conflict


class ResumeContended(Conflict):
    """Others changed the résumé each time between this patch's read and its write."""

    code = "RESUME_CONTENDED"
    default_detail = "The résumé is being changed by many requests at once. Try again."
