"""The errors of questions; those of résumés and language models are in `shared`."""

from shared.core.errors import Conflict, DependencyUnavailable, NotFound, Unprocessable


class QuestionSetNotFound(NotFound):
    """No question set of this caller has this id."""

    code = "QUESTION_SET_NOT_FOUND"
    default_detail = "There is no question set with this id."


class NoGroundedQuestions(DependencyUnavailable):
    """The model answered, but none of its questions was both new and supported by the résumé."""

    code = "NO_GROUNDED_QUESTIONS"
    default_detail = "None of the generated questions was supported by the résumé. Try again, or request other types."


class AllQuestionsAsked(Conflict):
    """Every question that the résumé supports for this request is already in an earlier set."""

    code = "ALL_QUESTIONS_ASKED"
    default_detail = (
        "All questions that this résumé supports have been asked already. Set avoid_previous to false to allow "
        "repeats, or send other types, another focus or a job posting."
    )


class NothingToAskAbout(Unprocessable):
    """The résumé contains nothing to base a question on; the detail names what to add."""

    code = "NOTHING_TO_ASK_ABOUT"
    default_detail = "The résumé contains nothing to base a question on."
