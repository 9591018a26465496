"""Signs of life for machines: alive, ready, and numbers for Prometheus."""

from datetime import UTC, datetime

from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from meetings.domain.zones import zone_data_version
from meetings.queries import health as queries

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> Response:
    """Say that this process answers."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def ready() -> tuple[Response, int]:
    """Say whether requests can be served, and name each process with its zone data."""
    problem = queries.store_problem()
    if problem:
        return jsonify(status="not ready", store=problem), 503
    seen = [
        {
            "process": one.name,
            "kind": one.kind,
            "zone_data": one.zone_data,
            "at": one.at.isoformat().replace("+00:00", "Z"),
            "lives": one.lives,
            "troubles": one.troubles,
        }
        for one in queries.processes(datetime.now(UTC))
    ]
    return jsonify(status="ok", zone_data=zone_data_version(), processes=seen), 200


@blueprint.get("/metrics")
def metrics() -> Response:
    """Give the numbers that an operator watches; they come from the store, so any process gives the same."""
    registry = CollectorRegistry()
    messages = Gauge("meetings_messages", "Messages by state.", ["state"], registry=registry)
    for state, number in queries.messages_by_state().items():
        messages.labels(state).set(number)
    late = Gauge("meetings_messages_late", "Messages due for five minutes and not sent.", registry=registry)
    now = datetime.now(UTC)
    late.set(queries.messages_late(now))
    lag = Gauge(
        "meetings_outbox_lag_seconds", "Wait of the message that should have left first.", registry=registry
    )
    lag.set(queries.lag_seconds(now))
    living = Gauge(
        "meetings_processes", "Processes that gave a sign of life lately.", ["kind"], registry=registry
    )
    silent = Gauge(
        "meetings_process_silent_seconds",
        "Time since a sign of life.",
        ["process", "kind"],
        registry=registry,
    )
    troubles = Gauge(
        "meetings_process_troubles", "Things not as they should be.", ["process"], registry=registry
    )
    for one in queries.processes(now):
        living.labels(one.kind).inc(1 if one.lives else 0)
        silent.labels(one.name, one.kind).set((now - one.at).total_seconds())
        troubles.labels(one.name).set(len(one.troubles))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
