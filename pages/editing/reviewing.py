"""x"""


def warn() -> None: ...
