"""What happens by the clock to many records, one after the other."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any

from cms.core.errors import Busy

logger = logging.getLogger(__name__)


def sweep(rows: Iterable[Any], act: Callable[[Any], bool]) -> int:
    """``act`` on each of ``rows``, each in a transaction of its own; for how many it did something.

    A row that somebody else holds waits for the next run. One that fails otherwise stops none after it: all failures
    are raised together when every row had its turn, so that the run is on record as failed.
    """
    done = 0
    failures: list[Exception] = []
    for row in rows:
        try:
            done += bool(act(row))
        except Busy:
            logger.warning("%s %s waits for the next run: somebody else holds it", type(row).__name__, row.pk)
        except Exception as error:  # noqa: BLE001  raised below, when the other rows are done
            failures.append(error)
    if failures:
        raise ExceptionGroup(f"{len(failures)} rows could not be done", failures)
    return done
