"""Mails as they come back, in the shapes of well-known mail servers; all names are made up."""

POSTFIX = """\
Return-Path: <>
Received: by mx.exempel.example (Postfix)
\tid 4F1B2C3D; Wed, 12 May 2021 09:00:03 +0200 (CEST)
Date: Wed, 12 May 2021 09:00:03 +0200 (CEST)
From: MAILER-DAEMON@mx.exempel.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: rus@portal.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4F1B2C3D.1620802803/mx.exempel.example"
Message-Id: <20210512070003.4F1B2C3D@mx.exempel.example>

This is a MIME-encapsulated message.

--4F1B2C3D.1620802803/mx.exempel.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

<{recipient}>: host mail.kommun.example[192.0.2.7] said: 550 5.1.1
    <{recipient}>: Recipient address rejected: User unknown in
    virtual mailbox table (in reply to RCPT TO command)

--4F1B2C3D.1620802803/mx.exempel.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.exempel.example
X-Postfix-Queue-ID: 4F1B2C3D
X-Postfix-Sender: rfc822; rus@portal.example
Arrival-Date: Wed, 12 May 2021 09:00:02 +0200 (CEST)

Final-Recipient: rfc822; {recipient}
Original-Recipient: rfc822;{recipient}
Action: {action}
Status: {status}
Remote-MTA: dns; mail.kommun.example
Diagnostic-Code: smtp; 550 {status} <{recipient}>: Recipient address
    rejected: User unknown in virtual mailbox table

--4F1B2C3D.1620802803/mx.exempel.example
Content-Description: Undelivered Message
Content-Type: message/rfc822

Message-ID: <{message_id}@portal.example>
From: Rus-portalen <rus@portal.example>
To: {recipient}
Subject: =?utf-8?q?P=C3=A5minnelse?=

Hej
--4F1B2C3D.1620802803/mx.exempel.example--
"""

# Exchange names no original recipient, returns the headers only, and adds much of its own.
EXCHANGE = """\
From: "Microsoft Exchange" <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@kommun.example>
To: "Rus-portalen" <rus@portal.example>
Date: Wed, 12 May 2021 07:00:05 +0000
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="3f0d1c2b-9e8d-4c7b-a6f5-0123456789ab"
X-MS-Exchange-Organization-SCL: -1
Content-Language: sv-SE
Message-ID: <3f0d1c2b-9e8d@EX01.kommun.example>
In-Reply-To: <{message_id}@portal.example>
References: <{message_id}@portal.example>
Subject: =?utf-8?B?T2xldmVyZXJiYXJ0?=: =?utf-8?Q?P=C3=A5minnelse?=
Auto-Submitted: auto-replied
MIME-Version: 1.0

--3f0d1c2b-9e8d-4c7b-a6f5-0123456789ab
Content-Type: multipart/alternative; differences=Content-Type;
\tboundary="alt-3f0d"

--alt-3f0d
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: quoted-printable

Det gick inte att leverera till f=C3=B6ljande mottagare:

{recipient}

--alt-3f0d
Content-Type: text/html; charset="utf-8"
Content-Transfer-Encoding: base64

PGh0bWw+PGJvZHk+RGV0IGdpY2sgaW50ZTwvYm9keT48L2h0bWw+

--alt-3f0d--

--3f0d1c2b-9e8d-4c7b-a6f5-0123456789ab
Content-Type: message/delivery-status

Reporting-MTA: dns;EX01.kommun.example
Received-From-MTA: dns;mx.portal.example
Arrival-Date: Wed, 12 May 2021 07:00:04 +0000

Final-Recipient: rfc822;{recipient}
Action: failed
Status: {status}
Diagnostic-Code: smtp;550 {status} RESOLVER.ADR.RecipNotFound; not found

--3f0d1c2b-9e8d-4c7b-a6f5-0123456789ab
Content-Type: text/rfc822-headers

Message-ID: <{message_id}@portal.example>
To: <{recipient}>

--3f0d1c2b-9e8d-4c7b-a6f5-0123456789ab--
"""

GMAIL = """\
Return-Path: <>
Received: by mail-lf1-x12.google.example with SMTP id abc; Wed, 12 May 2021 00:00:07 -0700 (PDT)
From: Mail Delivery Subsystem <mailer-daemon@googlemail.example>
To: rus@portal.example
Auto-Submitted: auto-replied
Subject: Delivery Status Notification (Failure)
References: <{message_id}@portal.example>
In-Reply-To: <{message_id}@portal.example>
X-Failed-Recipients: {recipient}
Message-ID: <609b7e07.1c69fb81.5f3a1@mx.google.example>
Date: Wed, 12 May 2021 00:00:07 -0700 (PDT)
Content-Type: multipart/report; boundary="000000000000a1b2c305c21d"; report-type=delivery-status

--000000000000a1b2c305c21d
Content-Type: multipart/related; boundary="000000000000a1b2ce05c21e"

--000000000000a1b2ce05c21e
Content-Type: text/plain; charset="UTF-8"

** Address not found **

Your message wasn't delivered to {recipient} because the address couldn't be found.

--000000000000a1b2ce05c21e
Content-Type: image/png; name="icon.png"
Content-Transfer-Encoding: base64
Content-ID: <icon.png>

iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==

--000000000000a1b2ce05c21e--

--000000000000a1b2c305c21d
Content-Type: message/delivery-status

Reporting-MTA: dns; googlemail.example
Received-From-MTA: dns; rus@portal.example
Arrival-Date: Wed, 12 May 2021 00:00:06 -0700 (PDT)
X-Original-Message-ID: <{message_id}@portal.example>

Final-Recipient: rfc822; {recipient}
Action: failed
Status: {status}
Remote-MTA: dns; gmail-smtp-in.l.google.example. (the server for the domain.)
Diagnostic-Code: smtp; 550-{status} The email account that you tried to reach does not exist. Please try
 550-{status} double-checking the recipient's email address for typos
 550 {status} unnecessary spaces.
Last-Attempt-Date: Wed, 12 May 2021 00:00:07 -0700 (PDT)

--000000000000a1b2c305c21d
Content-Type: message/rfc822

Message-ID: <{message_id}@portal.example>
To: {recipient}

Hej
--000000000000a1b2c305c21d--
"""

# A report that quotes nothing of the letter: only the address is left to know it by.
BARE = """\
Return-Path: <>
From: postmaster@kommun.example
To: rus@portal.example
Subject: Delivery failure
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=x

--x
Content-Type: message/delivery-status

Reporting-MTA: dns; kommun.example

Final-Recipient: RFC822; {recipient}
Action: {action}
Status: {status}

--x--
"""

# No standard form at all (qmail).
QMAIL = """\
Return-Path: <>
From: MAILER-DAEMON@mx.kommun.example
To: rus@portal.example
Subject: failure notice

Hi. This is the qmail-send program at mx.kommun.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{recipient}>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Message-ID: <{message_id}@portal.example>
To: {recipient}

Hej
"""

AWAY = """\
From: Anna Exempel <{recipient}>
To: rus@portal.example
Subject: =?utf-8?Q?Fr=C3=A5nvarande?=: Påminnelse
Auto-Submitted: auto-replied
In-Reply-To: <{message_id}@portal.example>
Content-Type: text/plain; charset=utf-8

Jag har semester till den 1 augusti.
"""

LETTER = """\
From: Anna Exempel <{recipient}>
To: rus@portal.example
Subject: En fråga
In-Reply-To: <{message_id}@portal.example>
Content-Type: text/plain; charset=utf-8

Hur lång får bilagan vara? Förra gången stod det 550 5.1.1 i svaret.
"""


def mail(shape, *, recipient="anna@kommun.example", message_id="", action="failed", status="5.1.1"):
    """A mail of this shape about a letter, as bytes with the line ends of the net."""
    text = shape.format(recipient=recipient, message_id=message_id, action=action, status=status)
    return text.replace("\n", "\r\n").encode()
