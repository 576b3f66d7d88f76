import express, { type Router } from 'express';
import { z } from 'zod';
import { countAttempt } from '../../accounts/index.js';
import { unturned } from '../../platform/line.js';
import { MESSAGE_MAX, receiveMessage } from '../../support/index.js';
import type { HttpDeps } from '../deps.js';
import { EmailField, NameField } from '../fields.js';
import { type FormPage, showForm, takeForm } from '../form-page.js';

const Message = z.object({
  name: NameField.min(1, 'Please tell us your name.'),
  email: EmailField,
  body: z
    .string({ error: 'Please write a message.' })
    .trim()
    .min(1, 'Please write a message.')
    .max(MESSAGE_MAX, `Use at most ${MESSAGE_MAX.toLocaleString('en-US')} characters.`)
    .check(unturned),
});

/** A message from anybody, signed in or not, to the people who operate this. */
export function contactPages({ db }: HttpDeps): Router {
  const page: FormPage<typeof Message> = {
    view: 'portal/contact/index',
    title: 'Contact',
    body: Message,
    keeps: ['name', 'email', 'body'],
    locals: ({ user }) => ({ values: user ? { name: user.name, email: user.email } : {} }),
    act: async (message, req, res) => {
      await countAttempt(db, { 'contact.address': req.ip ?? '' });
      await db.transaction((tx) => receiveMessage(tx, { ...message, user_id: req.user?.id ?? null }));
      res.redirect(303, '/contact/sent');
    },
  };
  return express
    .Router()
    .get('/contact', showForm(page))
    .post('/contact', takeForm(page))
    .get('/contact/sent', (_req, res) =>
      res.render('portal/contact/sent', { title: 'Message sent', narrow: true }),
    );
}
