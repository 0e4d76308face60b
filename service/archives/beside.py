"""Names the files that SQLite keeps beside a database."""

LOG = "-wal"
"""What SQLite adds to the name of a database for that of its log of changes."""

_BESIDE = (LOG, "-shm", "-journal")


def database_of(name: str) -> str | None:
    """The name of the database beside which SQLite keeps a file of this name, if it keeps one.

    >>> database_of("sms.db-wal"), database_of("sms.db")
    ('sms.db', None)
    """
    return next((name.removesuffix(ending) for ending in _BESIDE if name.endswith(ending)), None)
