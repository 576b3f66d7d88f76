import type { Message } from '../../sandbox/mailbox/messages.js';
import { waitFor } from '../support/wait-for.js';

/** The newest mail to somebody with such a subject, as soon as it is there. */
export function mailTo(
  { mailbox }: { mailbox: string },
  { to, subject }: { to: string; subject: RegExp },
): Promise<Message> {
  return waitFor(async () => {
    const answer = await fetch(`${mailbox}/messages.json?to=${encodeURIComponent(to)}`);
    return ((await answer.json()) as Message[]).find((message) => subject.test(message.subject));
  });
}

/** The first address in a mail's text. */
export function linkIn({ text }: Message): string {
  const link = /https?:\/\/\S+/.exec(text)?.[0];
  if (!link) throw new Error(`no link in the mail:\n${text}`);
  return link;
}
