import type { Gift } from './model/giving.js';
import type { Exception } from './model/overrides.js';
import type { MoneyBack } from './model/returns.js';
import type { ModelType } from './model/wallet.js';

/** One thing asked of a wallet, as plain JSON: what a failing run prints, and what ledger and model are both given. */
export type Request =
  | { do: 'give'; gift: Gift }
  | { do: 'buy'; payment: string; received_minor: number; gift: Gift }
  | { do: 'spend'; service: number; quantity: number; key: string }
  | { do: 'reverse'; spend: string; key: string }
  | {
      do: 'adjust';
      direction: 'up' | 'down';
      amount: number;
      type: ModelType;
      expires_at: number | null;
      key: string;
    }
  | { do: 'unadjust'; adjustment: string }
  | ({ do: 'refund' } & MoneyBack)
  | { do: 'fail_refund'; refund: string }
  | { do: 'hold'; service: number; quantity: number; seconds: number; key: string }
  | { do: 'capture'; hold: string; amount: number | null; key: string }
  | { do: 'release'; hold: string; key: string }
  | {
      do: 'dispute';
      standing: 'open' | 'lost' | 'won';
      dispute: string;
      payment: string;
      amount_minor: number;
    }
  | { do: 'convert'; payment: string; cause: string }
  | { do: 'end'; payment: string }
  | { do: 'write_off'; amount: number | null; key: string }
  | { do: 'override'; wish: Exception; until: number | null }
  | { do: 'end_override'; override: string }
  | { do: 'allow_top_up'; threshold: number; cap_minor: number }
  | { do: 'forbid_top_up' }
  | { do: 'consider_top_up' }
  | { do: 'top_up_paid'; attempt: string }
  | { do: 'top_up_declined'; attempt: string }
  | { do: 'run_jobs' };

/** What moves no credits by itself. */
export const STILL: ReadonlySet<Request['do']> = new Set([
  'allow_top_up',
  'forbid_top_up',
  'consider_top_up',
  'top_up_declined',
  'run_jobs',
]);

export type Of<Do extends Request['do']> = Extract<Request, { do: Do }>;

export type KeyedRequest = Extract<Request, { key: string }>;

/** Costs in hundredths, at first, of the services that the requests name by number: free, odd and even. */
export const COSTS: readonly number[] = [0, 1, 33, 100, 1_000];

/** What a top-up buys: hundredths, for minor units. */
export const PACK = { credits: 2_500, price_minor: 700 } as const;
