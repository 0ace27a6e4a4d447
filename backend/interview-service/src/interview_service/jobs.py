"""Jobs of interview-service, as HTTP shows them."""

from interview_service.questions.models import Question, QuestionSet
from interview_service.questions.schemas import QuestionOut, QuestionSetOut, QuestionsIn
from shared.jobs.models import JobUrls
from shared.web.jobs import Door, jobs_router

PREFIX = "/api/v1/interview"
QUESTIONS_KIND = "interview.questions"

QUESTION_JOBS: Door[QuestionsIn, Question, QuestionSet] = Door(
    JobUrls(PREFIX, "question-sets"),
    lambda question: ("question", QuestionOut.of(question)),
    QuestionSetOut.of,
    {"question": "QuestionOut", "completed": "QuestionSetOut"},
)
job_routers = jobs_router(QUESTION_JOBS, "jobs")
