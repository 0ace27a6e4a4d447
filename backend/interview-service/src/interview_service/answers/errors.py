"""The failures of answers."""

from shared.core.errors import Conflict, NotFound


class AnswerNotFound(NotFound):
    """No answer of this caller has this id."""

    code = "ANSWER_NOT_FOUND"
    default_detail = "There is no answer with this id in this session."


class SessionOver(NotFound):
    """The session is finished: there is no question any more that could be answered."""

    code = "SESSION_FINISHED"
    default_detail = "The session is finished; there is no question to answer in it. Start another one."


class QuestionNotCurrent(Conflict):
    """Another question is asked now, or somebody was faster, such as the same person in another tab."""

    code = "QUESTION_NOT_CURRENT"
    default_detail = "This is not the current question of the session. Read the session to see which one is."


class NothingToEvaluate(Conflict):
    """The question was skipped: nothing was said."""

    code = "NOTHING_TO_EVALUATE"
    default_detail = "The question was skipped; there is nothing to evaluate. Ask it again and answer it."
