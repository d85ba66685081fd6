"""The demo's and the tests' own PostgreSQL, Valkey, web server and worker. Runs inside the environment, without Django."""
