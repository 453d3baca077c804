"""Ports of this machine."""

import socket

HOST = "127.0.0.1"


def is_free(port: int) -> bool:
    """Whether nobody listens there, on any address of this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def any_free() -> int:
    """A port that nobody uses now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def first_free(wanted: int, attempts: int = 100) -> int:
    """The wanted port, or the next one that is free."""
    return next(port for port in range(wanted, wanted + attempts) if is_free(port))
