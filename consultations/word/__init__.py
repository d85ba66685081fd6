"""Answers written in a word processor: the form that is handed out, and what is read in a form or a letter.

`anchors` names places in the form, `asked` knows what a round asks, `form` writes it; `from_docx`, `from_odt` and
`from_pdf` know file formats, `reading` what a filled-in form says, `passages` what a letter is made of. Only a worker
writes and reads documents: nothing here loads their libraries before it is called.
"""
