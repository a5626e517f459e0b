"""Refusals of the practice Stripe, in the envelope and with the codes that Stripe publishes."""

from typing import Any

DOCUMENTATION = "https://stripe.com/docs/error-codes/"


class Refused(Exception):  # noqa: N818
    """A request that Stripe would answer with an error.

    ``executed`` tells that the endpoint had begun its work, so that an idempotency key remembers this answer.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        param: str | None = None,
        status: int = 400,
        kind: str = "invalid_request_error",
        executed: bool = False,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.param = param
        self.status = status
        self.kind = kind
        self.executed = executed
        self.headers = headers or {}

    def envelope(self, request_log_url: str) -> dict[str, Any]:
        """The JSON body: ``{"error": {…}}`` without the keys that do not apply."""
        error: dict[str, Any] = {"type": self.kind, "message": self.message, "request_log_url": request_log_url}
        if self.code:
            error |= {"code": self.code, "doc_url": DOCUMENTATION + self.code.replace("_", "-")}
        if self.param:
            error["param"] = self.param
        return {"error": error}


def missing_object(kind: str, object_id: str, *, param: str = "id", status: int = 404) -> Refused:
    """``object_id`` is unknown here; 404 for the object of the address, 400 for one named by a parameter."""
    word = kind.replace(".", " ").replace("_", " ")
    return Refused(f"No such {word}: '{object_id}'", code="resource_missing", param=param, status=status)


def missing_parameter(param: str) -> Refused:
    """A parameter that cannot be left out was left out."""
    return Refused(f"Missing required param: {param}.", code="parameter_missing", param=param)


def unknown_parameter(param: str) -> Refused:
    """A parameter that Stripe does not publish for this endpoint."""
    return Refused(f"Received unknown parameter: {param}", code="parameter_unknown", param=param)


def exclusive_parameters(param: str, other: str) -> Refused:
    """Two parameters that rule each other out."""
    message = f"You may only specify one of these parameters: {param}, {other}."
    return Refused(message, code="parameters_exclusive", param=param)


def no_such_address(method: str, path: str) -> Refused:
    """An address or method that is not part of the API."""
    return Refused(f"Unrecognized request URL ({method}: {path}).", status=404)


def unauthorised(message: str) -> Refused:
    """No key, or one that cannot be a test key."""
    return Refused(message, status=401, headers={"WWW-Authenticate": 'Basic realm="Stripe"'})
