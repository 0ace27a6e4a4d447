"""The endpoints of the jobs of interview-service."""

from interview_service.answers.jobs import EVALUATION_JOBS
from interview_service.questions.jobs import PREFIX, QUESTION_JOBS
from shared.web.jobs import jobs_router

job_routers = jobs_router(PREFIX, (QUESTION_JOBS, EVALUATION_JOBS), "jobs")
