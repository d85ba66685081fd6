"""A mail server that keeps nothing: each letter that it takes goes to standard output as one line of JSON."""

import asyncio
import json
import sys
from email import message_from_bytes, policy


async def serve(reader, writer):
    async def say(line):
        writer.write(line.encode() + b"\r\n")
        await writer.drain()

    await say("220 mail")
    recipients = []
    while line := await reader.readline():
        words = line.decode(errors="replace").split()
        verb = words[0].upper() if words else ""
        if verb == "RCPT":
            recipients.append(words[1].partition("<")[2].partition(">")[0])
        if verb == "DATA":
            await say("354 go on")
            show(await letter(reader), recipients)
            recipients = []
        await say("221 bye" if verb == "QUIT" else "250 ok")
        if verb == "QUIT":
            break
    writer.close()


async def letter(reader):
    lines = []
    while (line := await reader.readline()) not in (b".\r\n", b""):
        lines.append(line.removeprefix(b"."))
    return message_from_bytes(b"".join(lines), policy=policy.default)


def show(message, recipients):
    text = message.get_body(("plain",)).get_content().replace("\r\n", "\n")
    facts = {"to": recipients, "from": message["From"], "subject": message["Subject"], "text": text}
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


async def main():
    async with await asyncio.start_server(serve, "0.0.0.0", 2525) as server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
