"""The story's chapters. Each has `events(cast)`: what happens, and when."""
