"""Mail servers that do not do as one wishes."""

import smtplib

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.locmem import EmailBackend as Locmem


class Unreachable(BaseEmailBackend):
    def send_messages(self, email_messages):
        raise ConnectionRefusedError("no mail server")


class NoSuchMailbox(BaseEmailBackend):
    def send_messages(self, email_messages):
        raise smtplib.SMTPRecipientsRefused({email_messages[0].to[0]: (550, b"5.1.1 No such mailbox")})


class MailboxBusy(BaseEmailBackend):
    def send_messages(self, email_messages):
        raise smtplib.SMTPRecipientsRefused({email_messages[0].to[0]: (450, b"4.2.1 Try again later")})


class ContentRefused(BaseEmailBackend):
    def send_messages(self, email_messages):
        raise smtplib.SMTPDataError(554, b"5.7.1 Not wanted here")


class NotAnAddress(BaseEmailBackend):
    def send_messages(self, email_messages):
        raise ValueError("Invalid address")


class WorkerKilled(BaseException):
    """As SIGKILL: nothing in the worker may catch it."""


class KilledAfterSending(Locmem):
    """The mail server says yes, and the worker dies before it can note it."""

    def send_messages(self, email_messages):
        super().send_messages(email_messages)
        raise WorkerKilled
