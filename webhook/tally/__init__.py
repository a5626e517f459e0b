"""The tally: counters of what was issued and used, kept by the database in the transaction that changes the rows.

Triggers (migration 0014) keep it, whoever writes and however: the door's plain SQL, an import, a hand at the database's
own prompt. So what a page shows costs the same with a million tickets as with ten. On SQLite a counter is one row. On
PostgreSQL each change is a row of its own, so that no transaction waits for another one's counter; they are added up
when they are read, and folded now and then. ``checking`` holds the tally to the rows.
"""
