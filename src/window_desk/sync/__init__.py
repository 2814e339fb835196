"""Desks among desks: the one wire form of an op, bundles, keys, and taking in what others wrote."""
