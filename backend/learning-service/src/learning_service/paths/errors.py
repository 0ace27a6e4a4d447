"""The errors of learning paths; those of résumés and language models are in `shared`."""

from shared.core.errors import DependencyUnavailable, NotFound, Unprocessable


class LearningPathNotFound(NotFound):
    """No learning path of this caller has this id, or this résumé has no learning path yet."""

    code = "LEARNING_PATH_NOT_FOUND"
    default_detail = "Learning path not found. GET /learning/{resume_id}/learning-paths lists the paths of a résumé."


class NoGroundedPath(DependencyUnavailable):
    """The model answered, but nothing in its path was supported by the résumé."""

    code = "NO_GROUNDED_PATH"
    default_detail = "Nothing in the generated path was supported by the résumé. Try again."


class NothingToLearnFrom(Unprocessable):
    """The résumé contains nothing to base a learning path on; the detail names what to add."""

    code = "NOTHING_TO_LEARN_FROM"
    default_detail = "The résumé contains nothing to base a learning path on."


class LearningItemNotFound(NotFound):
    """The path has no item with this id."""

    code = "LEARNING_ITEM_NOT_FOUND"
    default_detail = "The learning path has no such item. GET the path to see the ids of its items."
