"""The ledger: an append-only chain of facts from which every figure can be rebuilt, written behind everybody's back.

Nobody who sells, stamps or refunds writes to it. The database notes the rows that change; a worker compares those with
what was told of them last and appends what differs, a moment after the commit and in that order. So it costs the door
next to nothing, and no path can forget it.

It guarantees that what was once sealed cannot be changed, taken out or put in between without ``mogiri ledger check``
saying so, and that the rows still add up to it. It does not guard the seconds between a commit and its sealing, nor
against somebody who rewrites the whole chain: against that note the head now and then, outside (``--noted``).
It holds no names.
"""
