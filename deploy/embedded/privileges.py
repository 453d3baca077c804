"""PostgreSQL refuses to run as root. Root therefore runs it in a user namespace, else as `nobody`, else not at all."""

import contextlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from deploy.embedded.processes import Trouble

NAMESPACE = ("unshare", "-U", "--map-user=1000", "--map-group=1000")


@dataclass(frozen=True)
class Guise:
    """As whom a server runs: words put before its command, or another user."""

    prefix: tuple[str, ...] = ()
    user: int | None = None

    def own(self, path: Path) -> None:
        """Give a file or folder to the server's user, if that is not ours."""
        if self.user is not None:
            os.chown(path, self.user, self.user)


def guise(folder: Path, program: Path) -> Guise:
    """As whom this program can work in this folder."""
    if os.geteuid() != 0:
        return Guise()
    if namespaces_work():
        return Guise(prefix=NAMESPACE)
    with contextlib.suppress(KeyError):  # a system without that user
        nobody = pwd.getpwnam("nobody").pw_uid
        if can_enter(nobody, folder) and can_enter(nobody, program.parent):
            return Guise(user=nobody)
    raise Trouble(
        "PostgreSQL does not run as root. This system allows no user namespaces, and there is no user 'nobody' who may "
        f"enter {folder} and {program.parent}. Run this as another user, put the data elsewhere (TIRKEU_VAR), "
        "or name a PostgreSQL server of your own (DATABASE_URL)."
    )


@cache
def namespaces_work() -> bool:
    """Whether this root may make a user namespace (containers often may not)."""
    if shutil.which(NAMESPACE[0]) is None:
        return False
    return subprocess.run([*NAMESPACE, "true"], capture_output=True, check=False).returncode == 0


def can_enter(user: int, folder: Path) -> bool:
    """Whether this user may walk to a folder and read it."""
    test = ["test", "-r", str(folder), "-a", "-x", str(folder)]
    return subprocess.run(test, user=user, group=user, extra_groups=[], check=False).returncode == 0
