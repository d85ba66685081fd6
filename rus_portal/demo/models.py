"""The demo has no facts of its own but the clock's (rus_portal.clock)."""
