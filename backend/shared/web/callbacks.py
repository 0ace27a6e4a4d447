"""Webhooks in the API: where they are asked for, and the operation that a receiver provides."""

from fastapi import APIRouter, status
from starlette.routing import BaseRoute

from shared.jobs.webhooks.schemas import JobWebhook
from shared.web.documentation.openapi import operation_id


def callbacks(prefix: str, name: str = "receive_job_end") -> list[BaseRoute]:
    """Return the callbacks of a service's operation whose body has a `callback_url`, for its OpenAPI document.

    `name` tells them apart, where several operations have them.
    """
    router = APIRouter()

    @router.post(
        "{$request.body#/callback_url}",
        operation_id=operation_id(prefix, name),
        status_code=status.HTTP_204_NO_CONTENT,
        responses={"4XX": {"description": "It is sent again later; 410 ends that."}},
    )
    def job_ended(body: JobWebhook) -> None:  # pyright: ignore[reportUnusedFunction]  the router keeps it
        """Receive the end of a job, signed with `webhook-id`, `webhook-timestamp` and `webhook-signature`.

        Any 2xx accepts it. Otherwise it is sent again, with the same `webhook-id`, for most of a day; 410 ends that.
        """

    return router.routes
