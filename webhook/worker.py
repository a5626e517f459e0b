"""Work behind the requests: one thread for each kind, woken after a commit and now and then by itself."""

import logging
from collections.abc import Callable
from threading import Event, Thread

from webhook.database import AWAY, database, reason

log = logging.getLogger(__name__)


class Worker:
    """Calls ``task`` when woken and at least every ``period`` seconds, again at once while it returns True."""

    def __init__(self, name: str, task: Callable[[], bool], period: float) -> None:
        self._task = task
        self._period = period
        self._woken = Event()
        self._stopped = False
        self._away = False
        self._thread = Thread(target=self._run, name=f"mogiri-{name}", daemon=True)

    def start(self) -> None:
        """Begin; the first round comes at once, for what an earlier process left behind."""
        self._woken.set()
        self._thread.start()

    def wake(self) -> None:
        """There is something to do; safe from any thread."""
        self._woken.set()

    def stop(self) -> None:
        """Finish the round that is under way and end."""
        self._stopped = True
        self._woken.set()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        while not self._stopped:
            self._woken.wait(self._period)
            self._woken.clear()
            while not self._stopped and self._round():
                pass

    def _round(self) -> bool:
        try:
            with database.connection_context():
                more = self._task()
        except AWAY as error:  # said once, not every second by each worker
            if not self._away:
                log.error("%s: the database cannot be used, trying on: %s", self._thread.name, reason(error))
            self._away = True
            return False
        except Exception:  # whatever it is must not end the thread: the next round tries again
            log.exception("%s failed", self._thread.name)
            return False
        self._away = False
        return more
