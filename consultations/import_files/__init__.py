"""Files with bodies to invite: read into cells, understood as rows, judged against the register and the list.

`cells` knows file formats, `columns` what a heading or a word means, `rows` what a row would do. Only a worker reads.
"""

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 50
MOST_CELL = 2_000
ENDINGS = (".csv", ".txt", ".xlsx")


class UnreadableError(Exception):
    """The file as a whole cannot be used: a code of `Finding`, and the values its words want."""

    def __init__(self, code, **values):
        super().__init__(code)
        self.failure = [str(code), values]
