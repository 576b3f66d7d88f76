import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { openMailStore } from './mailbox/messages.js';
import { createPages } from './mailbox/pages.js';
import { listenForMail } from './mailbox/smtp.js';

export type Mailbox = {
  /** Where the product sends to: SMTP_URL. */
  smtpUrl: string;
  /** The page; `/messages.json` lists what came, newest first, `?to=` one recipient's. */
  url: string;
  close: () => Promise<void>;
};

/** Takes every mail, delivers none, and shows them all. They stay in `dir` over a restart. */
export async function startMailbox({ dir, port = 0 }: { dir: string; port?: number }): Promise<Mailbox> {
  const store = await openMailStore(path.join(dir, 'mails.jsonl'));
  const smtp = await listenForMail(store);
  const server = createPages(store).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    smtpUrl: `smtp://127.0.0.1:${smtp.port}`,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      await smtp.close();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
