"""resume-service stores résumés. No other service reads or writes the `resumes` collection."""
