"""The open interface `/api/v1/`: what the public pages say, as JSON. Read-only, without key and without cookie.

`openapi` describes it, `shapes` makes the answers, and a test holds the two together.
"""
