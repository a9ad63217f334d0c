"""The backend: its connections notice a server that is gone or silent, and are made anew when it is back."""

from __future__ import annotations

import select

from django.db.backends.postgresql import base

from techsets import patience
from techsets.postgresql import driver

#: How the operating system finds out that the other end is gone without a word, in seconds, and tcp_user_timeout in
#: milliseconds (libpq, 34.1.2). A server that merely does not answer acknowledges all of it.
KEEPALIVE = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": 10_000}


class DatabaseWrapper(base.DatabaseWrapper):
    Database = driver

    def get_connection_params(self):
        """Return what Django does, with how long to wait; what DATABASE_URL says of it counts for more."""
        return KEEPALIVE | {"connect_timeout": patience.connect_seconds()} | super().get_connection_params()

    def init_connection_state(self):
        super().init_connection_state()
        if patience.is_for_people():
            # Whoever holds the lock of a chart or a draft may have stopped; others must not be held up for ever.
            with self.connection.cursor() as cursor:
                cursor.execute(f"SET lock_timeout = {round(patience.LOCK * 1000)}")

    def is_usable(self) -> bool:
        """Say whether the connection still stands, which Django asks before its first use in each request.

        A server that has stopped has closed it, and that has been heard already: where nothing has been heard there is
        no need to ask the server, which would cost every page a round trip.
        """
        if self.connection is None or self.connection.closed:
            return False
        watch = select.poll()
        watch.register(self.connection.fileno(), select.POLLIN)
        return super().is_usable() if watch.poll(0) else True
