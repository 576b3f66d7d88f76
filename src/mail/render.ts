import { readFile } from 'node:fs/promises';
import Handlebars from 'handlebars';
import { fromRoot } from '../platform/root.js';
import { type MailTemplate, SUBJECTS } from './templates.js';

export type RenderedMail = { subject: string; html: string; text: string };

type Variables = Readonly<Record<string, unknown>>;
type Compiled = { subject: Template; html: Template; text: Template };
type Template = HandlebarsTemplateDelegate<Variables>;

/** Two engines of our own: the HTML one escapes what it inserts, the plain one must not. */
const escaping = Handlebars.create();
const plain = Handlebars.create();
const PARTS = ['layout', 'button', 'link-note', 'figures', 'figure'];
const compiled = new Map<MailTemplate, Promise<Compiled>>();

/** Renders subject, HTML and text. `variables.url` may be used for links; see deliver.ts. */
export async function renderMail(template: MailTemplate, variables: Variables): Promise<RenderedMail> {
  const { subject, html, text } = await templateOf(template);
  return {
    subject: oneLine(subject(variables)),
    html: html({ ...variables, subject: oneLine(subject(variables)), url: attribute(variables.url) }),
    text: text(variables),
  };
}

function templateOf(template: MailTemplate): Promise<Compiled> {
  const known = compiled.get(template) ?? compile(template);
  compiled.set(template, known);
  return known;
}

async function compile(template: MailTemplate): Promise<Compiled> {
  const read = (name: string) => readFile(fromRoot(`templates/emails/${name}`), 'utf8');
  for (const part of PARTS) escaping.registerPartial(part, await read(`${part}.html.hbs`));
  plain.registerPartial('layout', await read('layout.text.hbs'));
  return {
    subject: plain.compile(SUBJECTS[template], { noEscape: true }),
    html: escaping.compile(await read(`${template}.html.hbs`)),
    text: plain.compile(await read(`${template}.text.hbs`), { noEscape: true }),
  };
}

/** An address for href and for reading: Handlebars would also turn each "=" into an entity. */
function attribute(url: unknown): Handlebars.SafeString {
  const escaped = String(url ?? '').replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  return new Handlebars.SafeString(escaped);
}

/** A header must never continue on a second line that somebody else wrote. */
function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, 200);
}
