"""The mailbox of a practice shop: every mail that would have been sent, newest first."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, cast

from starlette.responses import JSONResponse, Response

from webhook.http.answering import NO_STORE, Call, page, wants_html
from webhook.refusals import Refused


def get_mails(call: Call) -> Response:
    """``GET /dev/mail``: the list, as a page or as JSON."""
    mails = [_about(file) for file in _files(_folder(call))]
    if not wants_html(call.request):
        return JSONResponse([_with_bodies(each) for each in mails], headers=NO_STORE)
    about = {"kind": "mailbox", "path": "/dev/mail", "title": "", "description": "", "image": None}
    return page(call, "practice/mailbox.html", call.language, page=about, mails=mails)


def get_mail(call: Call) -> Response:
    """``GET /dev/mail/{id}``: the HTML of one mail, for a frame of the page; its pictures are data addresses."""
    file = _folder(call) / f"{call.path('id')}.eml"
    if file not in _files(_folder(call)):
        raise Refused("not_found", 404)
    return framed(_read(file))


def framed(mail: EmailMessage) -> Response:
    """The HTML of a mail as a page of its own, in which nothing runs and nothing is loaded."""
    headers = {"Content-Security-Policy": "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox"}
    return Response(_html(mail), media_type="text/html", headers=NO_STORE | headers)


def _folder(call: Call) -> Path:
    return call.service.settings.data / "mailbox"


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns, reverse=True)


def _read(file: Path) -> EmailMessage:
    return cast(EmailMessage, message_from_bytes(file.read_bytes(), policy=cast(Any, default)))


def _about(file: Path) -> dict[str, Any]:
    mail = _read(file)
    at = parsedate_to_datetime(mail["Date"])
    return {"id": file.stem, "to": mail["To"], "subject": mail["Subject"], "at": at, "message": mail}


def _with_bodies(about: dict[str, Any]) -> dict[str, Any]:
    mail: EmailMessage = about["message"]
    text: Any = mail.get_body(("plain",))
    shown = {"id": about["id"], "to": str(about["to"]), "subject": str(about["subject"])}
    return shown | {"text": text.get_content() if text else "", "html": _html(mail), "at": about["at"].isoformat()}


def _html(mail: EmailMessage) -> str:
    """The HTML body with its attached pictures put in as data."""
    body: Any = mail.get_body(("html",))
    html: str = body.get_content() if body else ""
    for part in mail.walk():
        cid = part.get("Content-ID")
        if cid:
            encoded = str(part.get_payload()).replace("\n", "").replace("\r", "")
            html = html.replace(f"cid:{cid.strip('<>')}", f"data:{part.get_content_type()};base64,{encoded}")
    return html
