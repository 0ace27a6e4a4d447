"""The same requests with few and with many résumés in the collection, and many clients at once on the many.

Compared is how long an answer takes, not the CPU of the service: work that grows with the collection is mongod's.
"""

from statistics import median

from bench.effort import Effort
from bench.report import Figure
from bench.storing import sent, store_of
from shared.testing.mongod import running_mongod

FEW, MANY = 1_000, 100_000
KINDS = ("GET", "POST", "list of 20")
REQUESTS, SLICES = 2_000, 10
MIXED_REQUESTS, MIXED_CLIENTS = 3_000, 32


def growth(effort: Effort) -> list[Figure]:
    """Median time of an answer at many résumés as a multiple of that at few; p99 of a mix of all three kinds."""
    many_count = effort.of(MANY)
    ratios: dict[str, list[float]] = {kind: [] for kind in KINDS}
    slowest: list[float] = []
    with (
        running_mongod() as small,
        running_mongod() as large,
        store_of(small.url, FEW) as few,
        store_of(large.url, many_count) as many,
    ):
        count = effort.of(REQUESTS)
        mix = [many.requests(kind, effort.of(MIXED_REQUESTS) // len(KINDS)) for kind in KINDS]
        mixed = [request for three in zip(*mix, strict=True) for request in three]
        for _ in range(effort.rounds + 1):
            for kind in KINDS:
                times: dict[int, list[float]] = {few.port: [], many.port: []}
                # In slices, turn about: what else the machine does meets both alike.
                for index in range(SLICES):
                    stores = (few, many) if index % 2 == 0 else (many, few)
                    for store in stores:
                        requests = store.requests(kind, count)[index::SLICES]
                        times[store.port] += sent(store.port, requests, 1).latencies
                few.trim()
                many.trim()
                ratios[kind].append(median(times[many.port]) / median(times[few.port]))
            slowest.append(sent(many.port, mixed, MIXED_CLIENTS).quantile(0.99) * 1000)
            many.trim()
    # The first round warms up.
    return [
        *(
            Figure(f"{kind}: time at {many_count:,} résumés against {FEW:,}", ratios[kind][1:], "x", 1.1)
            for kind in KINDS
        ),
        Figure(f"{MIXED_CLIENTS} clients, all three in turn, at {many_count:,}: p99", slowest[1:], "ms", 150),
    ]
