"""The failures of interview-service; those of the résumé and of the LLM are in `shared`."""

from shared.core.errors import Conflict, DependencyUnavailable, NotFound, Unprocessable


class QuestionSetNotFound(NotFound):
    """No question set of this caller has this id."""

    code = "QUESTION_SET_NOT_FOUND"
    default_detail = "There is no question set with this id."


class NoGroundedQuestions(DependencyUnavailable):
    """The model answered, and not one of its questions could be proved by the résumé or was new."""

    code = "NO_GROUNDED_QUESTIONS"
    default_detail = "None of the generated questions was supported by the résumé. Try again, or ask for other types."


class AllQuestionsAsked(Conflict):
    """Every question that the résumé supports under this request is in an earlier set."""

    code = "ALL_QUESTIONS_ASKED"
    default_detail = (
        "Everything this résumé supports has been asked already. Set avoid_previous to false to ask again, "
        "or ask for other types, another focus or a job posting."
    )


class NothingToAskAbout(Unprocessable):
    """The résumé says nothing that a question could stand on; the detail says what to add."""

    code = "NOTHING_TO_ASK_ABOUT"
    default_detail = "The résumé says nothing that a question could be about."
