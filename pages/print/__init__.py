"""An issue of the bulletin on paper: A4, two columns, made by the worker."""
