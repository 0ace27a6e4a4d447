"""Jobs that evaluate answers, as HTTP shows them."""

from interview_service.answers.background import Evaluate
from interview_service.answers.models import Answered
from interview_service.answers.schemas import AnsweredOut
from interview_service.evaluation.models import Judgement
from shared.core.clock import utc_now
from shared.jobs.models import JobUrls
from shared.web.jobs import Door

PREFIX = "/api/v1/interview"
EVALUATIONS_KIND = "interview.evaluation"

EVALUATION_JOBS: Door[Evaluate, Judgement, Answered] = Door(
    EVALUATIONS_KIND,
    # An answer is below its session: its job has the path.
    JobUrls(PREFIX, "sessions"),
    lambda judgement: ("dimension", judgement),
    lambda answered: AnsweredOut.after(answered, utc_now()),
    {"dimension": "Judgement", "completed": "AnsweredOut"},
)
