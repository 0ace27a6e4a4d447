"""The steps that make the database of resume-service what the code expects, in their order."""

from resume_service.crud.erasures import CREATE_ERASURES
from resume_service.crud.resumes import CREATE_RESUMES, DERIVE, INDEX_NAMES
from resume_service.crud.versions import CREATE_VERSIONS

MIGRATIONS = (CREATE_RESUMES, DERIVE, CREATE_VERSIONS, CREATE_ERASURES, INDEX_NAMES)
