"""Names that Stripe publishes, in lists too long to stand elsewhere."""


def names(text: str) -> tuple[str, ...]:
    """The names in ``text``, between spaces."""
    return tuple(text.split())


PUBLISHED_METHODS = names(
    "acss_debit affirm afterpay_clearpay alipay alma amazon_pay au_becs_debit bacs_debit bancontact billie bizum blik "
    "boleto card cashapp crypto customer_balance eps fpx giropay grabpay ideal kakao_pay klarna konbini kr_card link "
    "mb_way mobilepay multibanco naver_pay nz_bank_account oxxo p24 pay_by_bank payco paynow paypal paypay payto pix "
    "promptpay revolut_pay samsung_pay satispay scalapay sepa_debit sequra sofort sunbit swish twint upi "
    "us_bank_account wechat_pay zip"
)

LOCALES = names(
    "auto bg cs da de el en en-GB es es-419 et fi fil fr fr-CA hi-IN hr hu id it ja ko lt lv ms mt nb nl pl pt pt-BR "
    "ro ru sk sl sv th tr vi zh zh-HK zh-TW"
)

OTHER_METHOD_OPTIONS = names(
    "acss_debit affirm afterpay_clearpay alipay alma amazon_pay au_becs_debit bacs_debit bancontact billie blik boleto "
    "cashapp customer_balance demo_pay eps fpx giropay grabpay ideal kakao_pay klarna kr_card link mobilepay "
    "multibanco naver_pay oxxo p24 pay_by_bank payco paynow paypal payto pix revolut_pay samsung_pay satispay scalapay "
    "sepa_debit sequra sofort sunbit swish twint upi us_bank_account wechat_pay"
)
"""Methods whose options are let through unread."""

OTHER_CARD_OPTIONS = names(
    "capture_method installments request_extended_authorization request_incremental_authorization "
    "request_multicapture request_overcapture restrictions setup_future_usage"
)
