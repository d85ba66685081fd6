"""The demo's log-ins: made by `seed demo`, printed by `manage.py demo`."""

PASSWORD = "demo-rus-2026"

LOGINS = (
    ("projektledare@demo.example", "projektledare"),
    ("strateg@demo.example", "strateg"),
    ("analytiker@demo.example", "analytiker"),
    ("kommunikator@demo.example", "kommunikatör"),
    ("registrator@demo.example", "registrator"),
    ("handlaggare@exempelby.example", "skriver Exempelbys svar"),
    ("kommunchef@exempelby.example", "skickar Exempelbys svar"),
)
