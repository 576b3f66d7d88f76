import type { Way } from './way.js';

/** The least that a durable answer costs: one row and its commit. */
export const floor: Way = {
  name: 'one-row INSERT and commit',
  open: (db) => ({
    charge: ({ wallet_id, caller }) =>
      db.query('INSERT INTO contact_messages (email, name, body) VALUES ($1, $2, $3)', [
        'bench@example.com',
        caller,
        wallet_id,
      ]),
  }),
  written: async (db, caller) => {
    const { count } = await db.one<{ count: number }>(
      'SELECT count(*) FROM contact_messages WHERE name = $1',
      [caller],
    );
    return count;
  },
};
