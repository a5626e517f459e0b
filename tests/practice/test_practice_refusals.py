"""What the practice Stripe refuses: the same status, code and parameter as Stripe; never the wording."""

import time

import pytest
import stripe

from webhook.practice.stripe import accepted, money_parameters
from webhook.practice.stripe.parameters import Either, Fields, Listed
from webhook.practice.stripe.scalars import Choice

CREATE = "/v1/checkout/sessions"
USUAL = {
    "mode": "payment",
    "success_url": "https://shop.example/thanks/",
    "line_items[0][quantity]": "1",
    "line_items[0][price_data][currency]": "jpy",
    "line_items[0][price_data][unit_amount]": "3500",
    "line_items[0][price_data][product_data][name]": "一般",
}
UNIT = "line_items[0][price_data][unit_amount]"
NAME = "line_items[0][price_data][product_data][name]"
CURRENCY = "line_items[0][price_data][currency]"


@pytest.mark.parametrize(
    ("changed", "code", "param"),
    [
        ({"colour": "red"}, "parameter_unknown", "colour"),
        ({"line_items[0][colour]": "red"}, "parameter_unknown", "line_items[0][colour]"),
        ({"payment_method_types[0]": "card"}, "parameter_unknown", "payment_method_types"),
        ({"mode": None}, "parameter_missing", "mode"),
        ({"success_url": None}, "parameter_missing", "success_url"),
        ({CURRENCY: None}, "parameter_missing", CURRENCY),
        ({NAME: None}, "parameter_missing", "line_items[0][price_data][product_data]"),
        ({UNIT: None}, "parameter_missing", UNIT),
        ({"line_items[0][quantity]": None}, "parameter_missing", "line_items[0][quantity]"),
        (dict.fromkeys(key for key in USUAL if key.startswith("line")), "parameter_missing", "line_items"),
        ({UNIT: "12.5"}, "parameter_invalid_integer", UNIT),
        ({UNIT: "many"}, "parameter_invalid_integer", UNIT),
        ({UNIT: "-1"}, "parameter_invalid_integer", UNIT),
        ({"line_items[0][quantity]": "0"}, "parameter_invalid_integer", "line_items[0][quantity]"),
        ({UNIT: "49"}, "amount_too_small", "line_items"),
        ({UNIT: "100000000"}, "amount_too_large", "line_items"),
        ({CURRENCY: "xau"}, None, CURRENCY),
        ({NAME: ""}, "parameter_invalid_empty", NAME),
        ({NAME: "x" * 5001}, None, NAME),
        ({"client_reference_id": "x" * 201}, None, "client_reference_id"),
        ({"metadata[order]": "x" * 501}, None, "metadata[order]"),
        ({"metadata": "text"}, None, "metadata"),
        ({"success_url": "thanks"}, "url_invalid", "success_url"),
        ({"success_url": "javascript:alert(1)"}, "url_invalid", "success_url"),
        ({"cancel_url": "https://a.example;script-src */"}, "url_invalid", "cancel_url"),
        ({"cancel_url": "https://a.example/\r\nX: y"}, "url_invalid", "cancel_url"),
        ({"customer_email": "nobody"}, "email_invalid", "customer_email"),
        ({"locale": "tlh"}, None, "locale"),
        ({"allowed_payment_method_types[0]": "cowrie"}, None, "allowed_payment_method_types[0]"),
        ({"allowed_payment_method_types[0]": "bacs_debit"}, None, "allowed_payment_method_types"),
        ({"allow_promotion_codes": "yes"}, None, "allow_promotion_codes"),
        ({"expires_at": "soon"}, "parameter_invalid_integer", "expires_at"),
        ({"line_items": "two"}, None, "line_items"),
        ({"line_items[first][quantity]": "1"}, None, "line_items"),
        ({"success_url[0]": "https://shop.example/"}, None, "success_url"),
        ({"mode": "subscription"}, None, "mode"),
        ({"ui_mode": "embedded_page"}, None, "ui_mode"),
        ({"customer": "cus_1"}, "resource_missing", "customer"),
        ({"line_items[0][price]": "price_1"}, "parameters_exclusive", "line_items[0][price]"),
        ({"line_items[0][tax_rates][0]": "txr_1"}, "resource_missing", "line_items[0][tax_rates][0]"),
        ({"discounts[0][coupon]": "half"}, "resource_missing", "discounts[0][coupon]"),
        ({"expand[0]": "colour"}, None, "expand"),
    ],
)
def test_a_session_that_stripe_would_not_open(shared, changed, code, param):
    form = {name: text for name, text in (USUAL | changed).items() if text is not None}
    answer = shared.post(CREATE, form, Stripe_Version=stripe.api_version)
    error = answer.json()["error"]
    assert (answer.status_code, error["type"]) == (400, "invalid_request_error"), error
    assert (error.get("code"), error["param"]) == (code, param), error
    assert error["message"]
    assert error["request_log_url"].endswith(answer.headers["Request-Id"])
    if code:
        assert error["doc_url"].endswith(code.replace("_", "-"))


@pytest.mark.parametrize(("seconds", "opens"), [(1799, False), (1801, True), (86400, True), (86410, False)])
def test_a_session_is_open_between_thirty_minutes_and_a_day(shared, seconds, opens):
    at = int(time.time()) + (seconds if seconds != 86400 else 86399)
    answer = shared.post(CREATE, USUAL | {"expires_at": str(at)})
    assert answer.status_code == (200 if opens else 400)
    assert opens or answer.json()["error"]["param"] == "expires_at"


def test_lists_may_be_sent_without_numbers(shared):
    form = [(name.replace("[0]", "[]"), text) for name, text in USUAL.items()]
    form += [("expand[]", "line_items"), ("metadata[0]", "zero")]
    session = shared.post(CREATE, form).json()
    assert session["line_items"]["data"][0]["description"] == "一般"
    assert session["metadata"] == {"0": "zero"}


def test_a_client_that_names_no_version_may_speak_as_before(shared):
    form = USUAL | {"payment_method_types[]": "card"}
    assert shared.post(CREATE, form).json()["payment_method_types"] == ["card"]


@pytest.mark.parametrize("body", [b"a=%FF", b"[=1", b"a[b]=1&a=2&a[c]=3", b"a=1&a[b]=2", "名=1".encode(), b"\xff"])
def test_a_body_that_is_no_form_is_refused_and_breaks_nothing(shared, body):
    kind = {"Content_Type": "application/x-www-form-urlencoded"}
    assert shared.post(CREATE, body, **kind).status_code == 400
    assert shared.post(CREATE, b"{}", Content_Type="application/json").status_code == 400


def test_the_sdk_raises_what_stripe_would_make_it_raise(shared):
    sdk = shared.sdk.v1
    cases = [
        (lambda: sdk.checkout.sessions.retrieve("cs_test_unknown"), 404, "resource_missing"),
        (lambda: sdk.checkout.sessions.line_items.list("cs_test_unknown"), 404, "resource_missing"),
        (lambda: sdk.checkout.sessions.expire("cs_test_unknown"), 404, "resource_missing"),
        (lambda: sdk.payment_intents.retrieve("pi_unknown"), 404, "resource_missing"),
        (lambda: sdk.charges.retrieve("ch_unknown"), 404, "resource_missing"),
        (lambda: sdk.events.retrieve("evt_unknown"), 404, "resource_missing"),
        (lambda: sdk.checkout.sessions.list({"starting_after": "cs_test_unknown"}), 400, "resource_missing"),
        (lambda: sdk.checkout.sessions.list({"limit": 101}), 400, "parameter_invalid_integer"),
        (lambda: sdk.events.list({"type": "a", "types": ["b"]}), 400, "parameters_exclusive"),
        (lambda: sdk.customers.list(), 404, None),
        (lambda: shared.open(line_items=[]), 400, "parameter_missing"),
    ]
    for act, status, code in cases:
        with pytest.raises(stripe.InvalidRequestError) as refused:
            act()
        assert (refused.value.http_status, refused.value.code) == (status, code)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_an_address_that_stripe_does_not_have(shared, method):
    answer = shared.http.request(method, f"{shared.base}/v1/checkout/nothing", headers={"Authorization": "Bearer x"})
    assert answer.status_code == 404
    assert answer.json()["error"]["type"] == "invalid_request_error"


@pytest.mark.parametrize("key", ["", "sk_test_", "sk_test_123", "sk_live_1234567890", "pk_test_1234567890", "sk test"])
def test_only_test_keys_are_let_in(shared, key):
    client = stripe.StripeClient(key or "-", base_addresses={"api": shared.base})
    with pytest.raises(stripe.AuthenticationError) as refused:
        client.v1.checkout.sessions.list()
    assert refused.value.http_status == 401
    assert key not in str(refused.value) or not key.startswith("sk_live")


def test_a_key_may_come_as_user_name(shared):
    for auth, status in [(("sk_test_1234567890", ""), 200), (("sk_live_1234567890", ""), 401), (None, 401)]:
        answer = shared.http.get(f"{shared.base}/v1/events", auth=auth)
        assert answer.status_code == status
        assert "WWW-Authenticate" in answer.headers or status == 200
    bad = shared.http.get(f"{shared.base}/v1/events", headers={"Authorization": "Basic ???"})
    assert bad.status_code == 401


@pytest.mark.parametrize(
    ("ours", "published"),
    [
        (accepted.SESSION_CREATE, "checkout.session.create"),
        (accepted.SESSION_LIST, "checkout.session.list"),
        (accepted.LINE_ITEMS, "checkout.session.line_items"),
        (accepted.EXPAND_ONLY, "checkout.session.retrieve"),
        (accepted.EXPAND_ONLY, "checkout.session.expire"),
        (accepted.EVENT_LIST, "event.list"),
        (accepted.INTENT_RETRIEVE, "payment_intent.retrieve"),
        (money_parameters.CHARGE_LIST, "charge.list"),
        (money_parameters.DISPUTE_LIST, "dispute.list"),
        (money_parameters.REFUND_CREATE, "refund.create"),
        (money_parameters.REFUND_LIST, "refund.list"),
    ],
)
def test_every_parameter_taken_is_one_that_stripe_publishes(schemas, ours, published):
    shape = followed(schemas, {"$ref": f"#/$defs/params:{published}"})
    assert unpublished(schemas, ours, shape, published) == []
    assert set(ours.fields) == set(shape["properties"]), "top-level parameters are complete"


def unpublished(schemas, ours, shape, name):
    """Parameters and values in our table that are not in the published shape."""
    shape = followed(schemas, shape)
    alternatives = [followed(schemas, one) for one in shape.get("anyOf", [shape])]
    if isinstance(ours, Either):
        ours = ours.fields
    if isinstance(ours, Fields):
        fields = next(one for one in alternatives if "properties" in one)
        found = [f"{name}.{key}" for key in ours.fields if key not in fields["properties"]]
        found += [f"{name}.{key} required" for key in ours.required if key not in fields.get("required", ())]
        known = [(key, one) for key, one in ours.fields.items() if key in fields["properties"]]
        for key, one in known:
            found += unpublished(schemas, one, fields["properties"][key], f"{name}.{key}")
        return found
    if isinstance(ours, Listed):
        return unpublished(schemas, ours.of, alternatives[0]["items"], f"{name}[]")
    if isinstance(ours, Choice):
        return [f"{name}={value}" for value in ours.values if value not in alternatives[0]["enum"]]
    return []


def followed(schemas, shape):
    while "$ref" in shape:
        shape = schemas["$defs"][shape["$ref"].removeprefix("#/$defs/")]
    return shape
