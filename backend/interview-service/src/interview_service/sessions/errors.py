"""The failures of sessions."""

from shared.core.errors import Conflict, NotFound


class SessionNotFound(NotFound):
    """No session of this caller has this id."""

    code = "SESSION_NOT_FOUND"
    default_detail = "There is no session with this id."


class WrongSessionState(Conflict):
    """The session is in a state that does not allow this; the detail says which, and what to do."""

    code = "WRONG_SESSION_STATE"
    default_detail = "The session is in a state that does not allow this."


class QuestionNotAnswered(Conflict):
    """A question can be tried again once it was answered, in practice mode, and a bounded number of times."""

    code = "QUESTION_CANNOT_BE_REPEATED"
    default_detail = "Only questions that were asked already can be tried again, in practice mode, at most five times."
