"""The failures of interview-service; those of the résumé and of the LLM are in `shared`."""

from shared.errors import DependencyUnavailable, NotFound


class QuestionSetNotFound(NotFound):
    """No question set of this caller has this id."""

    code = "QUESTION_SET_NOT_FOUND"
    default_detail = "There is no question set with this id."


class NoGroundedQuestions(DependencyUnavailable):
    """The model answered, and not one of its questions could be proved by the résumé or was new."""

    code = "NO_GROUNDED_QUESTIONS"
    default_detail = "The model made no question that this résumé carries. Try again, or ask for other types."
