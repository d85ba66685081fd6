"""Sessions in the database as Django keeps them, read by one plain statement."""

from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone


class SessionStore(db.SessionStore):
    """Every page of an answer and every page behind the log-in asks; Django writes its own query anew each time."""

    def load(self):
        """What the session holds; nothing, and a new key with the next save, when it has run out."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s",
                [self.session_key, timezone.now()],
            )
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row[0])
