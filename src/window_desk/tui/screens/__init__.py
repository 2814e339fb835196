"""One screen in each file; screens do not import each other."""
