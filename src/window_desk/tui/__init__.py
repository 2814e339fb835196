"""The screens of the desk: keyboard first, painted before the database library is loaded."""
