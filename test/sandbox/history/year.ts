import type { Credentials } from '../../../sandbox/history.js';

/** The end of the year that the tests play. */
export const NOW = new Date('2026-11-23T18:35:00Z');

const password = 'a password of the tests';

function operator(role: string, totpSecret: string) {
  return { email: `${role}@example.com`, name: `The ${role}`, password, totpSecret };
}

export const CREDENTIALS: Credentials = {
  customer: { password },
  operators: {
    admin: operator('admin', 'JBSWY3DPEHPK3PXP'),
    support: operator('support', 'KRSXG5CTMVRXEZLU'),
    finance: operator('finance', 'MFRGGZDFMZTWQ2LK'),
    analyst: operator('analyst', 'NB2W45DFOIZA2345'),
  },
};
