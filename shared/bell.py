"""Waking a relay: a datagram on loopback, so that it looks at once instead of at its next poll."""

from __future__ import annotations

import os
import socket


def wake(service: str) -> None:
    """Ring at the relay of a service. Whoever publishes in a web request does this, and never sends."""
    port = os.environ.get(f"TIRKEU_{service.upper()}_WAKE_PORT")
    if port:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
            wire.setblocking(False)
            try:
                wire.sendto(b"!", ("127.0.0.1", int(port)))
            except OSError:
                return  # the relay polls anyway
