import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';
import type { MailStore } from './messages.js';

/** Listens for SMTP on a free port of 127.0.0.1, without encryption and without sign-in. */
export async function listenForMail(store: MailStore): Promise<{ port: number; close: () => Promise<void> }> {
  const smtp = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData: (stream, session, done) => {
      const recipients = session.envelope.rcptTo.map(({ address }) => address.toLowerCase());
      receive(store, stream, recipients).then(() => done(), done);
    },
  });
  // A sender that hangs up half-way is no fault of the mailbox.
  smtp.on('error', () => undefined);
  const server = smtp.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => smtp.close(resolve)),
  };
}

async function receive(store: MailStore, stream: SMTPServerDataStream, to: string[]): Promise<void> {
  const mail: ParsedMail = await simpleParser(stream);
  await store.add({
    at: new Date().toISOString(),
    from: mail.from?.text ?? '',
    to,
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: mail.html || '',
  });
}
