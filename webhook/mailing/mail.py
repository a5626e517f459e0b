"""Outgoing mail: a row of the outbox becomes a message in text and HTML, and leaves by SMTP or into a mailbox."""

import re
import smtplib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from jinja2 import Environment

from webhook import clock, letters
from webhook.catalogue import localised
from webhook.mailing import notices
from webhook.models import Mail
from webhook.words import Words

TIMEOUT = 30  # seconds
_POLICY = SMTP.clone(max_line_length=998)  # folding a Japanese subject loses spaces in Python's own header code

Transport = Callable[[], AbstractContextManager[Callable[[EmailMessage], None]]]
"""Opens a way on which several messages leave."""


def message(mail: Mail, env: Environment, places: letters.Places) -> EmailMessage | None:
    """The message of an outbox row; None when there is nobody to send it to.

    Its Message-ID is the same at every attempt.
    """
    shop: Any = env.globals["shop"]
    recipients = places.told(mail.template) if mail.recipient == notices.SHOP else (mail.recipient,)
    if not any("@" in each for each in recipients):  # nobody, or somebody who was forgotten
        return None
    context, pictures = _context(mail, env, places)
    subject, text = _subject_and_text(env.get_template(f"mail/{mail.template}.txt").render(context))
    built = EmailMessage(policy=_POLICY)
    built["Subject"] = subject
    built["From"] = Address(localised(shop.name, context["lang"]), addr_spec=shop.mail)
    built["To"] = ", ".join(recipients)
    built["Date"] = formatdate(clock.now().timestamp())
    built["Message-ID"] = f"<{re.sub('[^A-Za-z0-9-]', '.', mail.key)}.{mail.id}@{shop.mail.partition('@')[2]}>"
    if mail.template == "message":
        built["Reply-To"] = shop.support.mail or shop.mail
    stop = _stop(context)
    if stop:
        built["List-Unsubscribe"] = f"<{stop}>"
        built["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    built.set_content(text)
    built.add_alternative(env.get_template(f"mail/{mail.template}.html").render(context), subtype="html")
    for cid, picture in pictures.items():
        part: Any = built.get_payload(1)
        part.add_related(picture, "image", "png", cid=f"<{cid}>")
    for name, table in letters.files(mail, cast(Words, env.globals["words"]), context["lang"]).items():
        built.add_attachment(table.encode(), "text", "csv", filename=name, params={"charset": "utf-8"})
    return built


def _stop(context: dict[str, Any]) -> str | None:
    """Where the reader of an offer says that it is enough; mails about orders and tickets have no such place."""
    about = context.get("coupon") or context
    url: str | None = None if about.get("sample") else about.get("stop_url")
    return url


def preview(mail: Mail, env: Environment, places: letters.Places) -> dict[str, str]:
    """Subject and text of a mail as they would leave."""
    context, _ = _context(mail, env, places)
    subject, text = _subject_and_text(env.get_template(f"mail/{mail.template}.txt").render(context))
    return {"subject": subject, "text": text}


def smtp(url: str) -> Transport:
    """A transport for ``smtp://user:password@host:port`` (STARTTLS when offered) or ``smtps://…``.

    The server is greeted for the first message, and anew after it has failed or hung up.
    """

    @contextmanager
    def line() -> Iterator[Callable[[EmailMessage], None]]:
        servers: list[smtplib.SMTP] = []

        def send(built: EmailMessage) -> None:
            if servers and not _listens(servers[0]):
                _leave(servers.pop())
            if not servers:
                servers.append(_greeted(url))
            try:
                servers[0].send_message(built)
            except Exception:
                _leave(servers.pop())
                raise

        try:
            yield send
        finally:
            for server in servers:
                _leave(server)

    return line


def greet(url: str) -> None:
    """Sign in at the server and leave. Raises OSError or SMTPException when it will not have us."""
    server = _greeted(url)
    try:
        server.noop()
    finally:
        _leave(server)


def _context(mail: Mail, env: Environment, places: letters.Places) -> tuple[dict[str, Any], dict[str, bytes]]:
    """What both bodies are rendered with, and the pictures."""
    shop: Any = env.globals["shop"]
    context, pictures = letters.contents(mail, places)
    about = {"lang": mail.locale or shop.languages[0], "support": shop.support, "site_base": shop.url or ""}
    return context | about, pictures


def _greeted(url: str) -> smtplib.SMTP:
    """The server, ready for the first message."""
    parts = urlsplit(url)
    secure = parts.scheme == "smtps"
    host, port = parts.hostname or "localhost", parts.port or (465 if secure else 587)
    server = (smtplib.SMTP_SSL if secure else smtplib.SMTP)(host, port, timeout=TIMEOUT)
    try:
        server.ehlo()
        if not secure and server.has_extn("starttls"):
            server.starttls()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except Exception:
        server.close()
        raise
    return server


def _listens(server: smtplib.SMTP) -> bool:
    """Whether the server is still there; asked before a message, for afterwards nobody knows whether it arrived."""
    try:
        return server.noop()[0] == 250
    except OSError:
        return False


def _leave(server: smtplib.SMTP) -> None:
    """Whatever a server says to the farewell, what it took before is sent."""
    with suppress(OSError):
        server.quit()
    server.close()


def mailbox(folder: Path) -> Transport:
    """A transport that keeps each message as one file; the same message again replaces it."""

    def keep(built: EmailMessage) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        name = built["Message-ID"].strip("<>").partition("@")[0]
        (folder / f"{name}.part").write_bytes(built.as_bytes())
        (folder / f"{name}.part").rename(folder / f"{name}.eml")

    return lambda: nullcontext(keep)


def _subject_and_text(rendered: str) -> tuple[str, str]:
    """The first line of a text template is its subject."""
    subject, _, text = rendered.strip().partition("\n")
    return " ".join(subject.split()), text.strip() + "\n"
