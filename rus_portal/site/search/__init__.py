"""Search in what everyone may read, and in nothing else: index.py says how the index is kept."""
