"""The failures of reviews."""

from shared.core.errors import Conflict, NotFound


class ReviewNotFound(NotFound):
    """No review card of this caller has this id."""

    code = "REVIEW_NOT_FOUND"
    default_detail = "There is no review card with this id. GET /learning/reviews lists those that are due."


class TooManyRatings(Conflict):
    """The card was rated so often that there is nothing more to learn from it."""

    code = "TOO_MANY_RATINGS"
    default_detail = "This review card has been rated 365 times, which is as often as one can be."
