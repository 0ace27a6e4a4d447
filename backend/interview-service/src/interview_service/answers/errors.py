"""The errors of answers."""

from shared.core.errors import Conflict, NotFound


class AnswerNotFound(NotFound):
    """No answer of this caller has this id."""

    code = "ANSWER_NOT_FOUND"
    default_detail = "There is no answer with this id in this session."


class SessionOver(NotFound):
    """The session is finished and has no more questions to answer."""

    code = "SESSION_FINISHED"
    default_detail = "The session is finished and has no more questions to answer. Start a new session."


class QuestionNotCurrent(Conflict):
    """Another question is current, or a concurrent request answered this one first, e.g. from another tab."""

    code = "QUESTION_NOT_CURRENT"
    default_detail = "This is not the current question of the session. GET the session to see which one is current."


class NothingToEvaluate(Conflict):
    """The question was skipped, so there is no text."""

    code = "NOTHING_TO_EVALUATE"
    default_detail = "The question was skipped; there is nothing to evaluate. Ask it again and answer it."
