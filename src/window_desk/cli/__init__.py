"""The commands: one file for each noun, loaded when that noun is called."""
