"""Ports of this machine."""

import contextlib
import errno
import socket

from deploy.embedded.processes import Trouble

HOST = "127.0.0.1"
UDP = socket.SOCK_DGRAM
ALSO = "::1"
"""Browsers that are told `localhost` may try this address first."""
WANTED, TRIED = 8000, 1000
"""The port of the one address, and how many after it are tried when it is taken."""


def is_free(port: int) -> bool:
    """Whether nobody listens there, at either address of `localhost`."""
    return hindrance(port) is None


def hindrance(port: int) -> int | None:
    """What stands against taking the port, as the system's error number; nothing, if it is free."""
    return cannot_bind(socket.AF_INET, HOST, port) or cannot_bind(socket.AF_INET6, ALSO, port)


def cannot_bind(family: socket.AddressFamily, host: str, port: int) -> int | None:
    """Why the port can't be taken here; a machine without this kind of address has it free."""
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        return error.errno if error.errno in (errno.EADDRINUSE, errno.EACCES) else None
    return None


def some_free(count: int, kind: socket.SocketKind = socket.SOCK_STREAM) -> list[int]:
    """So many ports that nobody uses now, all different."""
    with contextlib.ExitStack() as open_ones:
        probes = [open_ones.enter_context(socket.socket(socket.AF_INET, kind)) for _ in range(count)]
        for probe in probes:
            probe.bind((HOST, 0))
        return [int(probe.getsockname()[1]) for probe in probes]


def any_free() -> int:
    """A port that nobody uses now."""
    return some_free(1)[0]


def for_people(asked: str | None) -> int:
    """The port of the one address: the one asked for, else 8000 or the next that is free."""
    if not asked:
        return first_free()
    if not asked.isdecimal() or not 0 < int(asked) < 65536:
        raise Trouble(f"TIRKEU_PORT={asked} is no port: give a number from 1 to 65535, or leave it out.")
    match hindrance(int(asked)):
        case errno.EACCES:
            raise Trouble(f"Port {asked} (TIRKEU_PORT) may not be taken by this user: give one above 1023.")
        case int():
            raise Trouble(f"Port {asked} (TIRKEU_PORT) is taken by another program. Give another, or leave it out.")
    return int(asked)


def first_free() -> int:
    """8000 or the next that is free."""
    for port in range(WANTED, WANTED + TRIED):
        if is_free(port):
            return port
    raise Trouble(f"The ports {WANTED} to {WANTED + TRIED - 1} are all taken: give another (TIRKEU_PORT).")
