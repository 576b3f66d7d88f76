import { createSpender } from '../../src/credits/index.js';
import { SERVICE } from '../wallets.js';
import { spendsOf, type Way } from './way.js';

/** What the API does: calls gather while the last statement is in flight. */
export const batched: Way = {
  name: 'batched',
  open: (db) => {
    const spender = createSpender(db);
    return {
      charge: ({ wallet_id, caller, key }) =>
        spender.spend({ wallet_id, service: SERVICE, quantity: 1, key_owner: caller, key }),
      close: () => spender.close(),
    };
  },
  written: spendsOf,
};
