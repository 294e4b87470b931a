"""The checks of ``pages.writing`` and the readings of ``pages.readings``, for pages and their editors."""
