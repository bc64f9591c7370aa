"""Metrics for monitoring, in the text format of Prometheus: requests, queues, the database.

They tell of nobody: a request counts under the pattern of its route, which has no secret.
"""

from collections.abc import Callable

from prometheus_client import (
    CollectorRegistry,
    Gauge,
    Histogram,
    generate_latest,
)

from planner.portal.web.http.request_log import AnsweredRequest

_SECONDS = (0.05, 0.1, 0.3, 1.0, 3.0, 10.0)
"""The upper bounds of the durations that are counted, in seconds."""


class Metrics:
    """What is counted and measured since the server started; thread-safe."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._seconds = Histogram(
            "planner_request_seconds",
            "Requests answered, by the pattern of their route and the class of their status.",
            ("route", "status"),
            registry=self._registry,
            buckets=_SECONDS,
        )
        self._pending = Gauge(
            "planner_queue_pending",
            "Pieces of work that are being done or wait for their turn, by queue.",
            ("queue",),
            registry=self._registry,
        )
        self._size = Gauge(
            "planner_database_bytes",
            "Size of the database; of a file with its write-ahead log.",
            registry=self._registry,
        )

    def observe(self, request: AnsweredRequest) -> None:
        """Count a request."""
        status = f"{request.status // 100}xx"
        self._seconds.labels(request.route, status).observe(request.seconds)

    def watch_queue(self, name: str, pending: Callable[[], int]) -> None:
        """Register the length of a queue, which is read whenever the metrics are."""
        self._pending.labels(name).set_function(pending)

    def watch_database(self, size: Callable[[], int]) -> None:
        """Register the size of the database in bytes, which is read whenever the metrics are."""
        self._size.set_function(size)

    def exposition(self) -> bytes:
        """Return all metrics in the text format of Prometheus."""
        return generate_latest(self._registry)
