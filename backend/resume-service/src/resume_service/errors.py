"""The failures of resume-service; that a résumé does not exist is said by `shared.resumes.errors`."""

from shared.core.errors import BadRequest, Conflict, NotFound, Unprocessable


class ResumeContended(Conflict):
    """Others changed the résumé each time between this patch's read and its write."""

    code = "RESUME_CONTENDED"
    default_detail = "The résumé is being changed by many requests at once. Try again."


class ResumeVersionNotFound(NotFound):
    """The résumé never had this version, or it is so old that it is no longer kept."""

    code = "RESUME_VERSION_NOT_FOUND"
    default_detail = "There is no such version of this résumé, or it is no longer kept."


class NotErased(NotFound):
    """No résumé with this id is being erased: it exists, it never did, or all of it is gone."""

    code = "NOT_ERASED"
    default_detail = "No résumé with this id is being erased."


class OriginalNotFound(NotFound):
    """The résumé was not imported, or without `keep_original=true`."""

    code = "ORIGINAL_NOT_FOUND"
    default_detail = "The file that this résumé was imported from was not kept, or there never was one."


class MultipartBroken(BadRequest):
    """The body says that it is a form, and is none with one file."""

    code = "MULTIPART_BROKEN"
    default_detail = "Send the document as the body, or as the one file of a multipart/form-data body."


class NotJsonResume(Unprocessable):
    """The document is JSON, and not of the kind that can be imported."""

    code = "NOT_JSON_RESUME"
    default_detail = (
        "This JSON is no JSON Resume (jsonresume.org): it has none of its sections. A résumé in this API's own form "
        "goes to POST /api/v1/resumes."
    )


class IncompleteResume(Unprocessable):
    """What was found in the document is no résumé yet. `content` in the answer is as much as was found."""

    code = "INCOMPLETE_RESUME"
    default_detail = (
        "Not enough of a résumé was found in this document: `errors` says what is missing. `content` is what was "
        "found; complete it and send it to POST /api/v1/resumes, or send a missing name along as `?name=`."
    )
