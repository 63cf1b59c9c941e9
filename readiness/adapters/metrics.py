"""Metrics: figures that Prometheus asks for: what this process answered, and how the installation does.

In: requests as they are answered; figures read from the database.
Out: the text of Prometheus' exposition format.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

disable_created_metrics()  # type: ignore[no-untyped-call]  # when a counter began says nothing that its fall to 0 does not
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One metric: its name, what it says, its labels, and a value for each combination of them."""

    name: str
    says: str
    values: Sequence[tuple[tuple[str, ...], float]]
    labels: tuple[str, ...] = ()
    is_counter: bool = False


class PortalMetrics:
    """What one process of the portal answered since it started."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "readiness_http_requests", "Requests answered.", ("method", "route", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "readiness_http_request_seconds", "Seconds until the answer.", ("route",), buckets=BUCKETS, registry=self._registry
        )

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request; `route` is the pattern of its address, never the address."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self, figures: Iterable[Figure]) -> bytes:
        """Return all of it."""
        others = CollectorRegistry()
        others.register(_Read(figures))
        return generate_latest(self._registry) + generate_latest(others)


class _Read(Collector):
    """Figures read for one answer."""

    def __init__(self, figures: Iterable[Figure]) -> None:
        self._figures = tuple(figures)

    def collect(self) -> Iterator[CounterMetricFamily | GaugeMetricFamily]:
        """Yield each as Prometheus' library wants it."""
        for figure in self._figures:
            kind = CounterMetricFamily if figure.is_counter else GaugeMetricFamily
            family = kind(figure.name, figure.says, labels=figure.labels)
            for labels, value in figure.values:
                family.add_metric(labels, value)
            yield family
