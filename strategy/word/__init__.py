"""A strategy as a Word document, and a Word document as sections. Of use in the worker only.

`names` is what both ways know of. `exporting`, `body`, `inline`, `lists` and `footnotes` write; `importing`, `lines`,
`inside`, `tables`, `pictures` and `assembling` read.
"""
