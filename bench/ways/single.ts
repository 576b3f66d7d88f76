import { spend } from '../../src/credits/index.js';
import { SERVICE } from '../wallets.js';
import { spendsOf, type Way } from './way.js';

/** app.spend, one call a statement. */
export const single: Way = {
  name: 'spend function',
  open: (db) => ({
    charge: ({ wallet_id, caller, key }) =>
      spend(db, { wallet_id, service: SERVICE, quantity: 1, key_owner: caller, key }),
  }),
  written: spendsOf,
};
