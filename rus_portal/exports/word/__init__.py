"""Word documents, read and written, whatever they are about. Of use in the worker only.

`archive`, `parts`, `styles` and `numbering` know what a file from outside says; `elements` and `looks` write one.
"""
