"""The failures of learning-service; those of the résumé and of the LLM are in `shared`."""

from shared.core.errors import DependencyUnavailable, NotFound


class LearningPathNotFound(NotFound):
    """No learning path of this caller has this id, or none was made for this résumé yet."""

    code = "LEARNING_PATH_NOT_FOUND"
    default_detail = "There is no such learning path. GET /learning/{resume_id}/learning-paths lists those of a résumé."


class NoGroundedPath(DependencyUnavailable):
    """The model answered, and nothing of its path could be proved by the résumé."""

    code = "NO_GROUNDED_PATH"
    default_detail = "None of the generated path was supported by the résumé. Try again."
