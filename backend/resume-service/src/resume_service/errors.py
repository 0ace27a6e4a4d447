"""The failures of resume-service; that a résumé does not exist is said by `shared.resumes.errors`."""

from shared.errors import Conflict, NotFound


class ResumeContended(Conflict):
    """Others changed the résumé each time between this patch's read and its write."""

    code = "RESUME_CONTENDED"
    default_detail = "The résumé is being changed by many requests at once. Try again."


class ResumeVersionNotFound(NotFound):
    """The résumé never had this version, or it is so old that it is no longer kept."""

    code = "RESUME_VERSION_NOT_FOUND"
    default_detail = "There is no such version of this résumé, or it is no longer kept."


class NotErased(NotFound):
    """No résumé with this id is being erased: it exists, it never did, or all of it is gone."""

    code = "NOT_ERASED"
    default_detail = "No résumé with this id is being erased."
