"""Links on live pages: found, looked at by the worker, told of in a report."""
