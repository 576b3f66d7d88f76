import { type MailTemplate, type MailVariables, SUBJECTS } from '../../../src/mail/index.js';
import type { Customer } from '../customer.js';
import { iso, SECOND } from '../time.js';

/** What is left of a mail's variables once it is sent: secret links are forgotten. */
type Sent<T extends MailTemplate> = Omit<MailVariables[T], 'secret' | 'name'>;

/** Records a mail that was sent shortly after `at`. `key` is what makes it unique, such as `receipt:<payment id>`. */
export function sentMail<T extends MailTemplate>(
  customer: Customer,
  { template, variables, key }: { template: T; variables: Sent<T>; key?: string },
  at: number,
): void {
  const { world, random, person } = customer;
  world.book.insert('mails', {
    id: random.uuid(at),
    user_id: customer.id,
    recipient: person.email,
    template,
    variables: { name: person.name, ...variables },
    subject: subjectOf(template, variables),
    key: key ?? null,
    status: 'sent',
    created_at: iso(at),
    sent_at: iso(at + 3 * SECOND),
  });
}

function subjectOf(template: MailTemplate, variables: object): string {
  const values: Record<string, unknown> = { ...variables };
  return SUBJECTS[template].replaceAll(/\{\{(\w+)\}\}/g, (_text, name: string) => String(values[name]));
}
