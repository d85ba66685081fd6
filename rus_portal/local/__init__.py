"""The demo's and the tests' own PostgreSQL, Valkey, web server and worker. Runs without Django."""
