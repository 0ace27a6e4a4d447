"""The failures that have to do with a résumé, whichever service answers with them."""

from shared.core.errors import Conflict, DependencyUnavailable, NotFound


class ResumeNotFound(NotFound):
    """No résumé of this caller has this id."""

    code = "RESUME_NOT_FOUND"
    default_detail = "There is no résumé with this id."


class ResumeServiceUnavailable(DependencyUnavailable):
    """resume-service does not answer, or answers that its own database does not."""

    code = "RESUME_SERVICE_UNAVAILABLE"
    default_detail = "The résumé service does not respond. Try again in a moment."


class ResumeNotErased(Conflict):
    """What was made of a résumé goes when its owner deletes the résumé, and not before."""

    code = "RESUME_NOT_ERASED"
    default_detail = "This résumé has not been deleted, so what was generated from it is kept. Delete the résumé first."
