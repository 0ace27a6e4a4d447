"""JSON Resume (jsonresume.org, schema 1.2.1) out of a résumé and into one.

What the schema has no member for goes along under names that begin with `x-`, which it allows everywhere, so that
`from_json_resume(to_json_resume(content))` is `content` again. Where a value has to be written differently for the
schema (dates, URLs) the person's own writing stands beside it as `x-<member>`; it counts as long as it says the same.
"""

from resume_service.exports.jsonresume.exporting import to_json_resume
from resume_service.exports.jsonresume.importing import from_json_resume

__all__ = ["from_json_resume", "to_json_resume"]
