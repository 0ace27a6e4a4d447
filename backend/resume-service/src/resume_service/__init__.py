"""resume-service: keeps résumés. It is the only one that reads or writes the `resumes` collection."""
