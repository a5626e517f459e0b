"""ご利用明細: what a month has earned, by channel and by organiser, and when it is due (S4-55 to S4-58, A23)."""

from webhook.statements.months import Month, month
from webhook.statements.sections import Statement, of, told

__all__ = ["Month", "Statement", "month", "of", "told"]
