"""Converts résumés to and from JSON Resume (jsonresume.org, schema 1.2.1).

Fields without a member in the schema are exported under names with the prefix `x-`, which the schema allows everywhere,
so that `from_json_resume(to_json_resume(content))` equals `content`. If the schema requires another notation (dates,
URLs), the person's own notation is kept in `x-<member>`, and is used on import as long as both have the same meaning.
"""

from resume_service.exports.jsonresume.exporting import to_json_resume
from resume_service.exports.jsonresume.importing import from_json_resume

__all__ = ["from_json_resume", "to_json_resume"]
