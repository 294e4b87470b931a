"""x"""


def run() -> None: ...
