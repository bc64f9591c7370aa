"""Notifications of mail servers, as they write them, that a message was not delivered."""

from email.message import EmailMessage

POSTFIX = """\
Return-Path: <>
From: MAILER-DAEMON@mail.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: scolarite@ecole.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="7C1.1/mail.example"
Message-Id: <20261005120001.7C1@mail.example>

This is a MIME-encapsulated message.

--7C1.1/mail.example
Content-Description: Notification
Content-Type: text/plain; charset=utf-8

I'm sorry to have to inform you that your message could not be delivered.

--7C1.1/mail.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example
X-Postfix-Queue-ID: 7C1

Final-Recipient: rfc822; {to}
Original-Recipient: rfc822;{to}
Action: {action}
Status: 5.1.1
Remote-MTA: dns; mx.other.example
Diagnostic-Code: smtp; 550 5.1.1 <{to}>: Recipient address rejected:
    User unknown

--7C1.1/mail.example
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

From: scolarite@ecole.example
To: {to}
Message-ID:
 {identifier}

--7C1.1/mail.example--
"""
"""As Postfix writes it; Exim and Gmail return the whole message in the place of its headers."""

EXCHANGE = """\
From: postmaster@other.example
To: scolarite@ecole.example
Content-Type: multipart/report; report-type=delivery-status; boundary="ab"
In-Reply-To: {identifier}
References: <else@ecole.example> {identifier}
Subject: =?utf-8?q?Non_remis=C2=A0=3A?= votre lien

--ab
Content-Type: text/plain

Le message n'a pas pu être remis.

--ab
Content-Type: message/delivery-status

Reporting-MTA: dns;other.example

Final-recipient: RFC822;{to}
Action: Failed
Status: 5.2.2

--ab--
"""
"""As some servers write it, without anything of the message."""


def returned(message: EmailMessage, action: str = "failed", template: str = POSTFIX) -> bytes:
    """Write what a server sends that does not deliver a message."""
    (to,) = message["To"].addresses
    known = {"to": to.addr_spec, "identifier": message["Message-ID"], "action": action}
    return template.format(**known).encode()


def whole(message: EmailMessage) -> bytes:
    """Write a notification that returns the whole message."""
    head, _, _ = returned(message).partition(b"Content-Description: Undelivered")
    return head + b"Content-Type: message/rfc822\n\n" + bytes(message) + b"\n--7C1.1/mail.example--"
