"""A keyboard-first desk for the windows of a government service centre."""

__version__ = "0.1.0"
