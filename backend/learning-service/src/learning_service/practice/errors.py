"""The failures of reading practice."""

from shared.core.errors import DependencyUnavailable


class InterviewServiceUnavailable(DependencyUnavailable):
    """interview-service does not answer, or answers that its own database does not."""

    code = "INTERVIEW_SERVICE_UNAVAILABLE"
    default_detail = "The interview service does not answer, and practice is kept there. Try again in a moment."
