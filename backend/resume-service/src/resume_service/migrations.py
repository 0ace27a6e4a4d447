"""The migrations of the database of resume-service, in order."""

from resume_service.erasures.crud import CREATE_ERASURES
from resume_service.resumes.crud import CREATE_RESUMES, DERIVE, INDEX_NAMES
from resume_service.versions.crud import CREATE_VERSIONS

MIGRATIONS = (CREATE_RESUMES, DERIVE, CREATE_VERSIONS, CREATE_ERASURES, INDEX_NAMES)
