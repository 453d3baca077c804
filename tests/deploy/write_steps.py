"""`python -m tests.deploy.write_steps`: enter the digest of each new step of the tables; a known one keeps its own."""

from tests.deploy.test_migrations import RELEASED, digests

if __name__ == "__main__":
    known = dict(line.split() for line in RELEASED.read_text("utf-8").splitlines()) if RELEASED.exists() else {}
    lines = [f"{name} {digest}\n" for name, digest in sorted((digests() | known).items())]
    RELEASED.write_text("".join(lines), "utf-8")
