"""Requests of the tests: with the patience of a busy machine, and each a visitor of its own.

Of `httpx` itself a request fails after five seconds without a byte. No certificates are read:
nothing here is asked over TLS.
"""

from __future__ import annotations

from functools import partial

import httpx

SECONDS = 60.0
Client = partial(httpx.Client, timeout=SECONDS, verify=False)
get = partial(httpx.get, timeout=SECONDS, verify=False)
options = partial(httpx.options, timeout=SECONDS, verify=False)
post = partial(httpx.post, timeout=SECONDS, verify=False)
request = partial(httpx.request, timeout=SECONDS, verify=False)
stream = partial(httpx.stream, timeout=SECONDS, verify=False)
