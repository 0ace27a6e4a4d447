"""Jobs that make question sets, as HTTP shows them."""

from interview_service.questions.models import Question, QuestionSet
from interview_service.questions.schemas import QuestionOut, QuestionSetOut, QuestionsIn
from shared.jobs.models import JobUrls
from shared.web.jobs import Door

PREFIX = "/api/v1/interview"
QUESTIONS_KIND = "interview.questions"

QUESTION_JOBS: Door[QuestionsIn, Question, QuestionSet] = Door(
    QUESTIONS_KIND,
    JobUrls(PREFIX, "question-sets"),
    lambda question: ("question", QuestionOut.of(question)),
    QuestionSetOut.of,
    {"question": "QuestionOut", "completed": "QuestionSetOut"},
)
