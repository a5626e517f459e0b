"""Disputes: the buyer asks the bank for the money back; it is withdrawn at once, and returned if the seller wins."""

from webhook.practice.stripe import balance, charges, events, intents
from webhook.practice.stripe.account import Account, Call
from webhook.practice.stripe.ids import new_id
from webhook.practice.stripe.lists import filtered
from webhook.practice.stripe.published import names
from webhook.practice.stripe.refusals import Refused, missing_object
from webhook.practice.stripe.store import JSON

KIND = "dispute"
FEE = 1_300
"""What a dispute costs the seller in yen; practice figures only."""

_DAY = 24 * 3600
_ANSWER_WITHIN = 9 * _DAY
_OPEN = ("needs_response", "under_review")
_EVIDENCE = names(
    "access_activity_log billing_address cancellation_policy cancellation_policy_disclosure cancellation_rebuttal "
    "customer_communication customer_email_address customer_name customer_purchase_ip customer_signature "
    "duplicate_charge_documentation duplicate_charge_explanation duplicate_charge_id product_description receipt "
    "refund_policy refund_policy_disclosure refund_refusal_explanation service_date service_documentation "
    "shipping_address shipping_carrier shipping_date shipping_documentation shipping_tracking_number "
    "uncategorized_file uncategorized_text"
)
OUTCOMES = ("under_review", "won", "lost")
"""What can become of a dispute."""


def retrieve(account: Account, call: Call) -> JSON:
    """GET /v1/disputes/{id}."""
    return account.find(KIND, call.id)


def list_disputes(account: Account, call: Call) -> JSON:
    """GET /v1/disputes, newest first."""
    return filtered(account, KIND, "/v1/disputes", call.params, "charge", "payment_intent")


def open_for(account: Account, charge: JSON) -> JSON:
    """The buyer disputes what of ``charge`` was not refunded; Refused where that cannot be."""
    if charge["payment_method_details"]["type"] != "card":
        raise Refused("Only payments by card can be disputed.", param="charge")
    if charge["status"] != "succeeded" or charge["disputed"] or charge["refunded"]:
        raise Refused(f"Charge {charge['id']} cannot be disputed now.", param="charge")
    dispute = _new(account, charge)
    account.store.put(charge | {"disputed": True})
    account.store.put(dispute)
    events.record(account, "charge.dispute.created", dispute)
    dispute = dispute | {"balance_transactions": [_withdrawn(account, dispute)]}
    account.store.put(dispute)
    events.record(account, "charge.dispute.funds_withdrawn", dispute)
    return dispute


def settle(account: Account, dispute: JSON, outcome: str) -> JSON:
    """Bring a dispute to ``outcome``, one of ``OUTCOMES``; Refused when it is closed."""
    if dispute["status"] not in _OPEN or outcome not in OUTCOMES:
        raise Refused(f"A dispute that is `{dispute['status']}` cannot become `{outcome}`.", param="outcome")
    evidence = {"has_evidence": True, "submission_count": 1, "submission_method": "manual"}
    changed = dispute | {"status": outcome, "evidence_details": dispute["evidence_details"] | evidence}
    if outcome == "under_review":
        account.store.put(changed)
        events.record(account, "charge.dispute.updated", changed, before=dispute)
        return changed
    if outcome == "won":
        changed["is_charge_refundable"] = True
    account.store.put(changed)
    events.record(account, "charge.dispute.closed", changed, before=dispute)
    if outcome == "won":
        entries = [*dispute["balance_transactions"], _reinstated(account, dispute)]
        changed |= {"balance_transactions": entries}
        account.store.put(changed)
        events.record(account, "charge.dispute.funds_reinstated", changed)
    return changed


def charge_named(account: Account, charge_or_intent: str) -> JSON:
    """The charge with this id, or the last one of the PaymentIntent with this id; Refused when there is none."""
    charge_id = charge_or_intent
    if charge_or_intent.startswith("pi_"):
        charge_id = account.find(intents.KIND, charge_or_intent)["latest_charge"]
    if not charge_id:
        raise missing_object(charges.KIND, charge_or_intent)
    return account.find(charges.KIND, charge_id)


def _new(account: Account, charge: JSON) -> JSON:
    now = account.time()
    return {
        "id": new_id("du"),
        "object": KIND,
        "amount": charge["amount"] - charge["amount_refunded"],
        "balance_transactions": [],
        "charge": charge["id"],
        "created": now,
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": dict.fromkeys(_EVIDENCE) | {"enhanced_evidence": {}},
        "evidence_details": {
            "due_by": now + _ANSWER_WITHIN,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        "intended_submission_method": None,
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "payment_method_details": {
            "type": "card",
            "card": {"brand": "visa", "case_type": "chargeback", "network": "visa", "network_reason_code": "10.4"},
        },
        "reason": "fraudulent",
        "status": "needs_response",
    }


def _withdrawn(account: Account, dispute: JSON) -> JSON:
    source = {"id": dispute["id"], "currency": dispute["currency"], "description": f"Dispute {dispute['id']}"}
    return balance.enter(account, source, kind="adjustment", amount=-dispute["amount"], fee=FEE, category="dispute")


def _reinstated(account: Account, dispute: JSON) -> JSON:
    source = {"id": dispute["id"], "currency": dispute["currency"], "description": f"Dispute {dispute['id']} won"}
    return balance.enter(account, source, kind="adjustment", amount=dispute["amount"], category="dispute_reversal")
