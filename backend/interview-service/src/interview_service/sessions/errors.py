"""The errors of sessions."""

from shared.core.errors import Conflict, NotFound


class SessionNotFound(NotFound):
    """No session of this caller has this id."""

    code = "SESSION_NOT_FOUND"
    default_detail = "There is no session with this id."


class WrongSessionState(Conflict):
    """The session's state does not allow this; the detail names the state and what to do."""

    code = "WRONG_SESSION_STATE"
    default_detail = "The session's state does not allow this."


class QuestionNotAnswered(Conflict):
    """A question can be retried only in practice mode, after it was asked, and a limited number of times."""

    code = "QUESTION_CANNOT_BE_REPEATED"
    default_detail = "Questions can be retried in practice mode only, after they were asked, with five attempts each."
