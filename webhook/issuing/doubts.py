"""What an owner is told before a direct issue goes on: who would have more of an item than its limit per person.

The shop may do so for whom it likes, but not by mistake: it is issued once the owner has said that it is meant.
"""

from collections.abc import Sequence

from webhook.issuing.wishes import Wish, Wrong
from webhook.refusals import Refused
from webhook.selling import limits


def of(wishes: Sequence[Wish]) -> list[Wrong]:
    """The lines that pass a limit, those before them having got theirs: ``over_limit``, or ``over_limit_had``.

    The latter is for who has some of the item already.
    """
    limited = [wish for wish in wishes if wish.item.limit_per_person is not None]
    had = limits.held({wish.item.id for wish in limited}, {wish.email for wish in limited})
    total = had.copy()
    found = []
    for wish in limited:
        one, limit = (wish.item.id, wish.email), wish.item.limit_per_person or 0
        total[one] += wish.units
        if total[one] > limit:
            code = "over_limit_had" if had[one] else "over_limit"
            facts = {"who": wish.name or wish.email, "had": had[one], "sum": total[one], "limit": limit, "n": limit}
            refusal = Refused(code, 409, field="units", kind=wish.item.kind, **facts)
            found.append(Wrong(line=wish.line, refusal=refusal))
    return found
