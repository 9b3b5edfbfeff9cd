#!/usr/bin/env python3
"""An SMTP server that misbehaves as it is told, for the tests of mail out. Needs aiosmtpd.

    faultsmtp.py PORT DIR CERT KEY [--implicit | --no-tls | --open]

STARTTLS and AUTH PLAIN/LOGIN (nominee / secret) unless --implicit (TLS from the first byte), --no-tls (no STARTTLS is
offered) or --open (no login is asked for). What it takes goes into the Maildir DIR/Maildir; what it did is written to DIR/log.jsonl, a line each.

DIR/faults.json, read again at each step, scripts the faults: the recipient's local part, or "*", maps to
    {"at": "mail|rcpt|data|mid|reply", "times": N,
     "do": "450 4.2.0 text" | "drop" | "sleep:SECONDS" | "accept-drop" | "accept-sleep:SECONDS"}
at=mail counts the sender's local part; at=data: instead of 354; at=mid: in the middle of the mail, drop only; at=reply:
after the dot. drop cuts the line;
accept-drop stores the mail and then cuts the line without an answer, accept-sleep stores it and answers later. A list of faults is worked through in order.
"chance": {"seed": N, "share": 0.1, "do": {"mail": ["drop", ...], "rcpt": [...], ...}} fails by chance, at that share of the
steps, with one of what the step may do; the same seed throws the same.
DIR/manner.json, read again at each mail, says how what it takes is kept:
    {"message_id": "keep|replace|drop", "sent": "a Maildir folder"}
replace puts another Message-ID in the place of the sender's, which then stands in X-Microsoft-Original-Message-ID, as Exchange
does; drop does so without keeping it. sent: a copy goes there too, as where the server keeps sent mail itself.
SIGUSR1 hangs up on everybody, as a server does with idle clients.
"""
import asyncio
import json
import mailbox
import os
import random
import signal
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

flags = {word for word in sys.argv[1:] if word.startswith("--")}
port, directory, cert, key = [word for word in sys.argv[1:] if not word.startswith("--")]
os.makedirs(directory, exist_ok=True)
sink = mailbox.Maildir(f"{directory}/Maildir")
log = open(f"{directory}/log.jsonl", "a", buffering=1)
used = {}
dice = None
connections = []


def note(**what):
    log.write(json.dumps(what) + "\n")


def fault(at, addresses):
    """What to do wrong at this step, if anything."""
    try:
        with open(f"{directory}/faults.json") as file:
            rules = json.load(file)
    except FileNotFoundError:
        return None
    if chance := rules.get("chance"):
        return by_chance(at, chance)
    for name in [address.split("@")[0] for address in addresses] + ["*"]:
        found = rules.get(name, [])
        for number, rule in enumerate(found if isinstance(found, list) else [found]):
            count = used.get((name, number), 0)
            if rule["at"] == at and count < rule.get("times", 10**9):
                used[(name, number)] = count + 1
                return rule["do"]
    return None


def by_chance(at, chance):
    """What chance does wrong at this step."""
    global dice
    if dice is None:
        dice = random.Random(chance["seed"])
    choices = chance["do"].get(at)
    return dice.choice(choices) if choices and dice.random() < chance["share"] else None


async def act(server, do):
    """Does it; the text to answer with, if it is one."""
    note(fault=do)
    if "sleep:" in do:
        await asyncio.sleep(float(do.split(":")[1]))
        return None
    if do in ("drop", "accept-drop"):
        server.transport.abort()
        raise asyncio.CancelledError
    return do


def manner():
    try:
        with open(f"{directory}/manner.json") as file:
            return json.load(file)
    except FileNotFoundError:
        return {}


def renamed(content, how):
    """The mail with another Message-ID, as servers give it."""
    if how == "keep":
        return content
    head, _, body = content.partition(b"\r\n\r\n")
    lines, own = [], b""
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"message-id:"):
            own = line.split(b":", 1)[1].strip()
            line = b"Message-ID: <" + os.urandom(12).hex().encode() + b"@prod.outlook.invalid>"
            if how == "replace":
                line += b"\r\nX-Microsoft-Original-Message-ID: " + own
        lines.append(line)
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def keep_copy(folder, content):
    """A copy into a folder whose server runs as somebody else."""
    box = mailbox.Maildir(folder)
    path = os.path.join(folder, "new", box.add(content))
    owner = os.stat(folder)
    os.chown(path, owner.st_uid, owner.st_gid)


class Handler:
    async def handle_MAIL(self, server, session, envelope, address, options):
        if do := fault("mail", [address]):
            if answer := await act(server, do):
                return answer
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if do := fault("rcpt", [address]):
            if answer := await act(server, do):
                return answer
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        do = fault("reply", envelope.rcpt_tos)
        if do and not do.startswith("accept-"):
            if answer := await act(server, do):
                return answer
        head = "".join(f"X-Rcpt: {address}\r\n" for address in envelope.rcpt_tos)
        head += f"X-From: {envelope.mail_from}\r\n"
        how = manner()
        content = renamed(envelope.content, how.get("message_id", "keep"))
        name = sink.add(head.encode() + content)
        if "sent" in how:
            keep_copy(how["sent"], content)
        note(stored=envelope.rcpt_tos, bytes=len(envelope.content))
        if do and do.startswith("accept-"):
            await act(server, do)
        return f"250 2.0.0 Queued as {name}"


class Server(SMTP):
    async def smtp_DATA(self, arg):
        do = fault("data", self.envelope.rcpt_tos) if self.envelope else None
        if do and (answer := await act(self, do)):
            await self.push(answer)
            return
        if self.envelope and self.envelope.rcpt_tos and fault("mid", self.envelope.rcpt_tos):
            await self.push("354 go ahead")
            await self._reader.readexactly(100)
            await act(self, "drop")
        await super().smtp_DATA(arg)


def authenticate(server, session, envelope, mechanism, data):
    good = mechanism in ("PLAIN", "LOGIN") and data.login == b"nominee" and data.password == b"secret"
    note(login=bool(good))
    return AuthResult(success=good, handled=False)


async def main():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    loop = asyncio.get_running_loop()

    def connection():
        note(connection=True)
        server = Server(
            Handler(),
            hostname="mx.test.invalid",
            tls_context=None if flags else context,
            auth_required="--open" not in flags,
            # With --open this keeps AUTH from being offered, which Dovecot would answer with a parameter of its own.
            auth_require_tls=not flags or "--open" in flags,
            authenticator=authenticate,
            data_size_limit=50 << 20,
            enable_SMTPUTF8=True,
            loop=loop,
        )
        connections.append(server)
        return server

    def hang_up():
        for server in connections:
            if server.transport:
                server.transport.close()
        connections.clear()
        note(hung_up=True)

    server = await loop.create_server(
        connection, "127.0.0.1", int(port), ssl=context if "--implicit" in flags else None
    )
    done = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, done.set)
    loop.add_signal_handler(signal.SIGUSR1, hang_up)
    print("ready", flush=True)
    await done.wait()
    server.close()


asyncio.run(main())
