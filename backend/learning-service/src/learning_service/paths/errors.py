"""The failures of learning-service; those of the résumé and of the LLM are in `shared`."""

from shared.core.errors import DependencyUnavailable, NotFound, Unprocessable


class LearningPathNotFound(NotFound):
    """No learning path of this caller has this id, or none was made for this résumé yet."""

    code = "LEARNING_PATH_NOT_FOUND"
    default_detail = "There is no such learning path. GET /learning/{resume_id}/learning-paths lists those of a résumé."


class NoGroundedPath(DependencyUnavailable):
    """The model answered, and nothing of its path could be proved by the résumé."""

    code = "NO_GROUNDED_PATH"
    default_detail = "None of the generated path was supported by the résumé. Try again."


class NothingToLearnFrom(Unprocessable):
    """The résumé says nothing that a path could start from; the detail says what to add."""

    code = "NOTHING_TO_LEARN_FROM"
    default_detail = "The résumé says nothing that a learning path could start from."


class LearningItemNotFound(NotFound):
    """The path has no item with this id."""

    code = "LEARNING_ITEM_NOT_FOUND"
    default_detail = "This learning path has no such item. GET the path to see the ids of its items."
