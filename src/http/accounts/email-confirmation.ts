import type { RequestHandler } from 'express';
import { confirmEmailChange, LinkRefused } from '../../accounts/index.js';
import type { HttpDeps } from '../deps.js';
import { problemOf } from '../errors.js';
import { TokenField } from '../fields.js';

/** The link that was mailed to a new address; it works without being signed in. */
export function emailConfirmation({ db }: HttpDeps): RequestHandler {
  return async (req, res) => {
    const token = TokenField.safeParse(req.query.token);
    try {
      if (!token.success) throw new LinkRefused('unknown');
      const { email } = await db.transaction((tx) => confirmEmailChange(tx, { token: token.data }));
      res.render('portal/accounts/email-changed', {
        title: 'Your new address is confirmed',
        narrow: true,
        email,
      });
    } catch (error) {
      if (!(error instanceof LinkRefused)) throw error;
      const locals = {
        title: 'This link cannot be used',
        narrow: true,
        message: error.message,
        change: true,
      };
      res.status(problemOf(error).status).render('portal/accounts/link-refused', locals);
    }
  };
}
