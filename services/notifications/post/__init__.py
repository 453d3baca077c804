"""Where e-mail goes: to a mail server when one is named, else into files (R13.2)."""

from services.notifications.post.files import FilePost
from services.notifications.post.letter import Letter, Outcome, Post
from services.notifications.post.smtp import SmtpPost
from services.notifications.settings import settings

__all__ = ["FilePost", "Letter", "Outcome", "Post", "SmtpPost", "post_of"]


def post_of() -> Post:
    """The post that the settings name."""
    told = settings()
    return SmtpPost(told.smtp_url) if told.smtp_url else FilePost(told.var / "mail")
