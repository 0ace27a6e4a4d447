"""Failures concerning a résumé, shared by the services."""

from shared.core.errors import Conflict, DependencyUnavailable, NotFound


class ResumeNotFound(NotFound):
    """The caller has no résumé with this id."""

    code = "RESUME_NOT_FOUND"
    default_detail = "There is no résumé with this id."


class ResumeServiceUnavailable(DependencyUnavailable):
    """resume-service does not respond, or reports that its database does not."""

    code = "RESUME_SERVICE_UNAVAILABLE"
    default_detail = "The résumé service does not respond. Try again in a moment."


class ResumeNotErased(Conflict):
    """The results of a résumé can only be erased after its owner deleted the résumé."""

    code = "RESUME_NOT_ERASED"
    default_detail = "This résumé has not been deleted, so what was generated from it is kept. Delete the résumé first."
