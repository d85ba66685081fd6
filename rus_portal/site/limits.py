"""Rate limits that keep no address: counters under a keyed hash, with a key that nobody keeps for more than an hour.

A real clock, as everywhere in safety. When the cache is down the limit is off: a broken counter must not stop people.
"""

import hashlib
import hmac
import logging
import secrets
import sys
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache

logger = logging.getLogger(__name__)
HOUR = 3600
KEY_NAME = "limits:key-of-the-hour"


@dataclass(frozen=True)
class HourlyLimit:
    """So many an hour from one address."""

    name: str
    most: int

    def allows(self, request):
        """Count this request, and say whether it is within the limit."""
        try:
            return self._count(_address(request)) <= self.most
        except Exception as fault:
            if not _is_of_the_cache(fault):
                raise
            logger.warning("rate limit without cache", extra={"limit": self.name})
            return True

    def _count(self, address):
        name = f"limits:{self.name}:{hmac.new(_key(), address.encode(), hashlib.sha256).hexdigest()}"
        cache.add(name, 0, HOUR)
        try:
            return cache.incr(name)
        except ValueError:  # it ran out between the two calls
            return 1


def _is_of_the_cache(fault):
    """Whether the fault comes from the cache's client, which a web worker that only reads never has to load (20 MB)."""
    client = sys.modules.get("redis.exceptions")
    return client is not None and isinstance(fault, client.RedisError)


def _key():
    """The key of this hour. It lives in the cache alone; when it is gone, no counter can be traced to an address."""
    cache.add(KEY_NAME, secrets.token_bytes(32), HOUR)
    return cache.get(KEY_NAME) or secrets.token_bytes(32)


def _address(request):
    """The browser's address. Behind the proxy it is the last one that the proxy itself wrote."""
    if settings.BEHIND_TLS and (forwarded := request.headers.get("X-Forwarded-For")):
        return forwarded.rsplit(",", 1)[-1].strip()
    return request.META.get("REMOTE_ADDR", "")
