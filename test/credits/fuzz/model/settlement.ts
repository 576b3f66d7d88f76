import { familyOf, lack, liveReturns } from './family.js';
import { bringIn, freeze } from './inflow.js';
import { retarget } from './targets.js';
import { inTurn, type ModelReturn, type ModelWallet, type Part, spendable, sum, total } from './wallet.js';

/**
 * Makes the credits agree with the returns of a payment. What is decided takes what it lacks, oldest first; open
 * disputes freeze what is left to them, and let go of what they need no longer.
 */
export function settle(wallet: ModelWallet, payment: string, at: number): void {
  retarget(wallet, payment);
  const returns = liveReturns(wallet, payment);
  const undecided = returns.filter((money) => money.undecided);
  let waiting = sum(familyOf(wallet, payment), ({ held }) => held);
  for (const money of returns.filter((each) => !each.undecided && each.policy !== 'keep')) {
    take(wallet, money, undecided);
    const waits = Math.min(waiting, lack(money));
    waiting -= waits;
    money.expired += Math.min(lack(money) - waits, uncounted(wallet, payment));
    if (money.policy === 'full') takeOthers(wallet, money, lack(money) - waits);
  }
  freezeAnew(wallet, { payment, undecided, waiting, at });
}

/** Its own frozen credits, open ones in the order of spending, then what open disputes have frozen. */
function take(wallet: ModelWallet, money: ModelReturn, disputes: readonly ModelReturn[]): void {
  money.took.push(...thaw([money], money.target - total(money.took) - money.expired - money.lent));
  const family = familyOf(wallet, money.payment);
  takeOpen(
    money,
    inTurn(
      spendable(wallet).filter((grant) => family.includes(grant)),
      lack(money),
    ),
  );
  money.took.push(...thaw(disputes, lack(money)));
}

function takeOthers(wallet: ModelWallet, money: ModelReturn, amount: number): void {
  const family = familyOf(wallet, money.payment);
  const parts = inTurn(
    spendable(wallet).filter((grant) => !family.includes(grant)),
    amount,
  );
  takeOpen(money, parts);
  const debt = amount - total(parts);
  if (debt === 0) return;
  money.lent += debt;
  wallet.debts.push({ money, owed: debt });
}

function takeOpen(money: ModelReturn, parts: readonly Part[]): void {
  for (const { grant, amount } of parts) grant.remaining -= amount;
  money.took.push(...parts);
}

/** What of the payment's credits expired, and no decided return has counted. */
function uncounted(wallet: ModelWallet, payment: string): number {
  const counted = liveReturns(wallet, payment).filter(({ undecided }) => !undecided);
  return Math.max(
    0,
    sum(familyOf(wallet, payment), ({ expired }) => expired) - sum(counted, ({ expired }) => expired),
  );
}

/** Takes frozen credits out of disputes; what was frozen last goes first. */
export function thaw(disputes: readonly ModelReturn[], amount: number): Part[] {
  const thawed: Part[] = [];
  const frozen = disputes.flatMap((money) => money.frozen.map((part) => ({ money, part }))).reverse();
  for (const { money, part } of frozen) {
    const some = Math.min(part.amount, amount - total(thawed));
    if (some <= 0) continue;
    part.amount -= some;
    part.grant.frozen -= some;
    thawed.push({ grant: part.grant, amount: some });
    money.frozen = money.frozen.filter((each) => each.amount > 0);
  }
  return thawed;
}

function freezeAnew(
  wallet: ModelWallet,
  {
    payment,
    undecided,
    waiting,
    at,
  }: { payment: string; undecided: ModelReturn[]; waiting: number; at: number },
): void {
  const family = familyOf(wallet, payment);
  let pool = sum(family, ({ remaining }) => remaining) + sum(undecided, ({ frozen }) => total(frozen));
  let held = waiting;
  let expired = uncounted(wallet, payment);
  const wanted = undecided.map((money) => {
    const own = Math.min(money.target, pool);
    const waits = Math.min(money.target - own, held);
    money.expired = Math.min(money.target - own - waits, expired);
    pool -= own;
    held -= waits;
    expired -= money.expired;
    return own;
  });
  const loose = undecided.flatMap((money, nth) => thaw([money], total(money.frozen) - (wanted[nth] ?? 0)));
  for (const [nth, money] of undecided.entries()) {
    const passed = draw(loose, (wanted[nth] ?? 0) - total(money.frozen));
    for (const part of passed) freeze(money, part);
    const open = inTurn(
      spendable(wallet).filter((grant) => family.includes(grant)),
      (wanted[nth] ?? 0) - total(money.frozen),
    );
    for (const part of open) {
      part.grant.remaining -= part.amount;
      freeze(money, part);
    }
  }
  for (const part of loose.filter(({ amount }) => amount > 0))
    bringIn(wallet, [part], { at, late: 'promotional' });
}

function draw(loose: Part[], amount: number): Part[] {
  const drawn: Part[] = [];
  for (const part of loose) {
    const some = Math.min(part.amount, amount - total(drawn));
    if (some <= 0) continue;
    part.amount -= some;
    drawn.push({ grant: part.grant, amount: some });
  }
  return drawn;
}
