"""The floor: the least that can answer the same question. Bare Starlette, one find by id, the stored bytes.

`MONGODB_URL=... python -m bench.floor PORT`
"""

import gc
import os
import sys
from uuid import UUID

import uvicorn
from pymongo import AsyncMongoClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from shared.web.server import config_of


def create_app(mongodb_url: str) -> Starlette:
    """An application with one route, over the same driver options as the services."""
    client: AsyncMongoClient[dict[str, bytes]] = AsyncMongoClient(
        mongodb_url, timeoutMS=1500, maxPoolSize=50, minPoolSize=2, uuidRepresentation="standard"
    )
    documents = client["floor"]["documents"]

    async def read(request: Request) -> Response:
        found = await documents.find_one({"_id": UUID(request.path_params["id"]), "owner_id": "local"})
        assert found is not None
        return Response(found["json"], media_type="application/json")

    return Starlette(routes=[Route("/{id}", read)])


if __name__ == "__main__":
    server = uvicorn.Server(config_of(create_app(os.environ["MONGODB_URL"]), "127.0.0.1", int(sys.argv[1])))
    # The services do this when they start; the floor may not be slower for want of it.
    gc.collect()
    gc.freeze()
    server.run()
