import { expect } from '@jest/globals';
import type { Stories } from './play.js';
import { CARDS } from './stripe-page.js';

export const cards: Stories = {
  'a card that was made the default pays the renewals from then on': async ({ customer, passes }) => {
    const fay = await customer();
    await fay.buys('Basic, monthly');
    await fay.savesCard(CARDS.other);
    await fay.prefersCard('4444');
    await passes('P1MT3H');
    expect(await fay.cardsCharged()).toEqual(['4242', '4444']);
    await passes('P1M');
    expect(await fay.cardsCharged()).toEqual(['4242', '4444', '4444']);
  },

  'a removed card pays nothing more: the renewal is overdue until another card pays it': async ({
    customer,
    passes,
  }) => {
    const gil = await customer();
    await gil.buys('Basic, monthly');
    await gil.removesCards();
    await passes('P1MT3H');
    expect(await gil.plan()).toMatchObject({ status: 'past_due' });
    expect(await gil.balance()).toEqual({ available: 0 });
    await gil.savesCard(CARDS.other);
    await gil.prefersCard('4444');
    await passes('P4D');
    expect(await gil.plan()).toMatchObject({ status: 'active' });
    expect(await gil.balance()).toEqual({ available: 500, subscription: 500 });
    await passes('P1M');
    expect(await gil.cardsCharged()).toEqual(['4242', '4444', '4444']);
  },
};
