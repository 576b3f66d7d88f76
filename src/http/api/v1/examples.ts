const customer = '019a2f3c-5d10-7c4e-9a41-0c7f52f0aa01';
const grant = '019a2f3c-9b77-7d02-8f15-6a0d3c11be02';
const spend = '019a2f41-03ce-7b1a-b6e0-4d9f8e6c7703';
const time = '2026-11-23T12:00:00.000Z';

const spent = {
  id: spend,
  service: 'image-metadata',
  quantity: 1,
  credits: 10,
  allocations: [{ grant, type: 'pay_as_you_go', credits: 10 }],
  balance: { available: 490, held: 0, frozen: 0, debt: 0 },
  created_at: time,
} as const;

const held = {
  id: '019a2f45-1c88-7a6d-8e02-5b1f7a90c805',
  customer,
  service: 'image-metadata',
  quantity: 3,
  credits: 30,
  captured: 0,
  status: 'open',
  expires_at: '2026-11-23T12:10:00.000Z',
  closed_at: null,
  created_at: time,
} as const;

/** One story for the API's document: a customer with 500 credits uses a service for 10, and holds 30. */
export const EXAMPLES = {
  customer: { id: customer, email: 'ada@example.com', status: 'active' },
  balance: {
    available: 490,
    held: 0,
    frozen: 0,
    debt: 0,
    by_type: { subscription: 0, pay_as_you_go: 490, promotional: 0 },
    next_expiry: null,
  },
  spend: spent,
  batch: {
    data: [
      { status: 201, spend: spent },
      {
        status: 402,
        problem: {
          type: 'about:blank',
          title: 'Payment Required',
          status: 402,
          detail: 'This needs 10 credits and 2.50 are available.',
          code: 'insufficient_credits',
          request_id: '019a2f41-02f1-7d3a-9c55-71f0b8a6c911',
          needed: 10,
          available: 2.5,
          debt: 0,
        },
      },
    ],
  },
  hold: held,
  capture: {
    ...held,
    captured: 20,
    status: 'captured',
    closed_at: '2026-11-23T12:01:00.000Z',
    spend: {
      ...spent,
      id: '019a2f45-e3b0-7f14-b5d7-28c6a4e0d106',
      quantity: 3,
      credits: 20,
      allocations: [{ grant, type: 'pay_as_you_go', credits: 20 }],
      balance: { available: 470, held: 0, frozen: 0, debt: 0 },
      created_at: '2026-11-23T12:01:00.000Z',
    },
  },
  reversal: {
    id: '019a2f41-7f02-7e55-a1c9-93b7d5e0f204',
    spend,
    credits: 10,
    balance: { available: 500, held: 0, frozen: 0, debt: 0 },
    created_at: time,
  },
  entry: {
    no: 2,
    kind: 'spend',
    label: 'Image metadata',
    credits: -10,
    held: 0,
    frozen: 0,
    debt: 0,
    available_after: 490,
    grant: { id: grant, type: 'pay_as_you_go' },
    cause: { type: 'spend', id: spend },
    effective_at: time,
    created_at: time,
  },
  use: {
    id: spend,
    service: 'image-metadata',
    quantity: 1,
    credits: 10,
    reversed: false,
    metadata: { order: 'A-17' },
    created_at: time,
  },
  service: {
    service: 'image-metadata',
    name: 'Image metadata',
    description: 'Reads format, size and colours of a PNG, JPEG or GIF image.',
    unit: 'image',
    credits: 10,
  },
} as const;
