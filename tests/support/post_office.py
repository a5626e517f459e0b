"""A real SMTP server in the test process that keeps what it is given, and can be out of order for a while."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

from tests.support.servers import free_port
from tests.support.waiting import until


@dataclass
class PostOffice:
    """The handler of the server and what it received."""

    url: str
    mails: list[EmailMessage] = field(default_factory=list)
    open: bool = True
    refused: int = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if not self.open:
            self.refused += 1
            return "451 come back later"
        self.mails.append(message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]
        return "250 OK"

    def to_fans(self, count: int) -> list[EmailMessage]:
        """The mails that are not to the shop itself, once ``count`` have arrived."""

        def theirs() -> list[EmailMessage]:
            return [mail for mail in self.mails if not str(mail["To"]).startswith("owner@")]

        until(lambda: len(theirs()) >= count, f"{count} mails to fans")
        return theirs()

    def wait(self, count: int) -> list[EmailMessage]:
        """Until ``count`` mails have arrived."""
        until(lambda: len(self.mails) >= count, f"{count} mails")
        return self.mails


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """Run one."""
    port = free_port()
    office = PostOffice(url=f"smtp://127.0.0.1:{port}")
    controller = Controller(office, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()
