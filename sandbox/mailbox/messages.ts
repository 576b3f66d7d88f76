import { appendFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';

export type Message = {
  id: number;
  /** When it came, RFC 3339. */
  at: string;
  from: string;
  to: string[];
  subject: string;
  text: string;
  html: string;
};

export type MailStore = {
  add: (message: Omit<Message, 'id'>) => Promise<void>;
  find: (id: number) => Message | undefined;
  /** Newest first. */
  list: (recipient?: string) => Message[];
};

/** Mails in memory, and one line of JSON each in `file`, from which they come back at the next start. */
export async function openMailStore(file: string): Promise<MailStore> {
  await mkdir(path.dirname(file), { recursive: true });
  const kept = await readFile(file, 'utf8').catch(() => '');
  if (kept !== '' && !kept.endsWith('\n')) await appendFile(file, '\n');
  const messages = kept
    .split('\n')
    .flatMap(parse)
    .map((message, index) => ({ ...message, id: index + 1 }));
  return {
    add: async (message) => {
      const numbered = { id: messages.length + 1, ...message };
      messages.push(numbered);
      await appendFile(file, `${JSON.stringify(numbered)}\n`);
    },
    find: (id) => messages[id - 1],
    list: (recipient) =>
      messages.filter(({ to }) => !recipient || to.includes(recipient.toLowerCase())).reverse(),
  };
}

/** A kill in the middle of a write leaves half a line: that mail is lost, the others are not. */
function parse(line: string): Message[] {
  try {
    return [JSON.parse(line) as Message];
  } catch {
    return [];
  }
}
