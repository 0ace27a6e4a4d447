"""The errors of resume-service; `ResumeNotFound` is in `shared.resumes.errors`."""

from shared.core.errors import BadRequest, Conflict, NotFound, Unprocessable


class ResumeContended(Conflict):
    """Concurrent requests changed the résumé between read and write on every attempt."""

    code = "RESUME_CONTENDED"
    default_detail = "Too many concurrent requests are changing this résumé. Try again."


class ResumeVersionNotFound(NotFound):
    """The résumé never had this version, or the version is no longer kept."""

    code = "RESUME_VERSION_NOT_FOUND"
    default_detail = "This résumé has no such version, or the version is no longer kept."


class NotErased(NotFound):
    """No résumé with this id is being erased: it exists, never existed, or is completely erased."""

    code = "NOT_ERASED"
    default_detail = "No résumé with this id is being erased."


class OriginalNotFound(NotFound):
    """The résumé was not imported, or was imported without `keep_original=true`."""

    code = "ORIGINAL_NOT_FOUND"
    default_detail = "This résumé has no original file: it was not imported, or the file was not kept."


class MultipartBroken(BadRequest):
    """The body claims to be a multipart form but is not one with exactly one file."""

    code = "MULTIPART_BROKEN"
    default_detail = "Send the document as the body, or as the only file of a multipart/form-data body."


class NotJsonResume(Unprocessable):
    """The document is JSON but not JSON Resume."""

    code = "NOT_JSON_RESUME"
    default_detail = (
        "This JSON is not a JSON Resume (jsonresume.org): it has none of its sections. Send a résumé in this API's "
        "own format to POST /api/v1/resumes."
    )


class IncompleteResume(Unprocessable):
    """The document lacks something that a résumé needs. `content` in the response holds what was found."""

    code = "INCOMPLETE_RESUME"
    default_detail = (
        "The document does not contain a complete résumé: `errors` lists what is missing, `content` what was found. "
        "Complete `content` and send it to POST /api/v1/resumes, or import again with a missing name as `?name=`."
    )
