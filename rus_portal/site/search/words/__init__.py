"""Swedish words: what a form is a form of, what a compound is made of, and what the index calls either."""
