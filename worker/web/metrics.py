"""What Prometheus asks."""

from ipaddress import ip_address
from typing import Final

from fastapi import APIRouter, BackgroundTasks, Request
from fastapi.responses import Response

from worker.api_key import Permission
from worker.metrics.standing import CONTENT_TYPE
from worker.web.access import needs
from worker.web.parts import parts_of
from worker.web.rate_limit import address_of

router = APIRouter(include_in_schema=False)

_OF_PROXIES: Final = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
"""A request with one of these has come through something that stands on this machine."""

_check_key = needs(Permission.READ_ALL)


@router.head("/metrics")
@router.get("/metrics")
def metrics(request: Request, afterwards: BackgroundTasks) -> Response:
    """Tell this machine at once, and others by an API key that may read."""
    if not _is_from_here(request):
        _check_key(request, afterwards)
    return Response(parts_of(request).metrics(), media_type=CONTENT_TYPE)


def _is_from_here(request: Request) -> bool:
    if any(name in request.headers for name in _OF_PROXIES):
        return False
    try:
        return ip_address(address_of(request)).is_loopback
    except ValueError:
        return False
