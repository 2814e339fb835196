"""The catalogue's rules about itself: circles, papers asked twice, limits, dead ends.

An item that breaks the form of the catalogue, or a law that the desk could not keep, is refused by
the import (`catalogue/check.py`). What is found here can be worked with, and costs somebody time,
papers or a lawful decision. An item may accept a finding for a written reason (`Waiver`).
"""
