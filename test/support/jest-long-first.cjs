const { default: Sequencer } = require('@jest/test-sequencer');

/** The longest first. Jest goes by size until it has run them once, and some of these are a few lines. */
const LONG = [
  'lives/lives',
  'faults/killed',
  'browser/',
  'faults/',
  'lives/',
  'chaos/',
  'story/',
  'billing/any-order',
  'bench/',
  'sandbox/history',
  'sandbox/postgres',
  'main/cli',
];

/** The workers then end at about the same time: one that begins a long file last would go on alone. */
module.exports = class LongFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((one, other) => rankOf(one) - rankOf(other));
  }
};

function rankOf({ path }) {
  const rank = LONG.findIndex((part) => path.includes(`/test/${part}`));
  return rank === -1 ? LONG.length : rank;
}
