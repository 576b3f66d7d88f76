import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import AdminJS, { type ResourceOptions } from 'adminjs';
import { checkedActionCall } from '../../admin/guard/action.js';
import type { CurrentOperator } from '../../admin/guard/operator.js';
import { createCustomer } from '../support/credits.js';
import { Notebook, rawRouter, serveAsItComes, signedIn } from './as-it-comes.js';
import { type Office, type Operator, signInAs, startOffice } from './office.js';

let office: Office;
let support: Operator;
let customer: string;

beforeAll(async () => {
  office = await startOffice();
  support = await signInAs(office, 'support');
  customer = await createCustomer(office.db);
});
afterAll(() => office.close());

/** The same options in AdminJS as it comes: the answer to one call. */
async function callAsItComes(options: ResourceOptions, path: string) {
  const router = rawRouter({ resources: [{ resource: new Notebook(), options }] });
  const raw = await serveAsItComes(router, signedIn({ email: 'a@example.com' }));
  const answer = await fetch(`${raw.url}/api/resources/notes${path}`);
  const text = await answer.text();
  raw.close();
  return text;
}

/** The same options behind the guard's check. */
function check(options: ResourceOptions, action: string, kind: 'resource' | 'record' = 'resource') {
  const admin = new AdminJS({ resources: [{ resource: new Notebook(), options }] });
  const operator: CurrentOperator = {
    id: 'o',
    name: 'O',
    role: 'admin',
    email: '',
    actor: { id: 'o', role: 'admin', address: null },
  };
  return () =>
    checkedActionCall(admin, {
      kind,
      resourceId: 'notes',
      action,
      method: 'GET',
      search: new URLSearchParams(),
      operator,
    });
}

const open = { custom: { method: 'GET' } };

describe('search of a list that is closed', () => {
  const closedList: ResourceOptions = { actions: { list: { isAccessible: false } } };

  test('gives rows in AdminJS as it comes', async () => {
    expect(await callAsItComes(closedList, '/actions/search/Note')).toContain('the hidden value');
  });

  test('is closed here, as is everything that was not opened by name', () => {
    for (const action of ['search', 'new', 'edit', 'delete', 'bulkDelete']) {
      expect(check(closedList, action)).toThrow(/allow|such|asked/);
    }
  });

  test('on every list there is', async () => {
    for (const path of [
      '/resources/customers/actions/search',
      '/resources/customers/actions/new',
      '/resources/customers/actions/bulkDelete',
    ]) {
      expect((await support.read(path)).status).toBeGreaterThanOrEqual(400);
      expect((await support.post(path, {})).status).toBeGreaterThanOrEqual(400);
    }
    for (const action of ['edit', 'delete']) {
      expect(
        (await support.post(`/resources/customers/records/${customer}/${action}`, { email: 'x@example.com' }))
          .status,
      ).toBe(403);
    }
  });
});

describe('an action that only the promise of an answer guards', () => {
  const promised: ResourceOptions = {
    actions: { list: { ...open, isAccessible: (async () => false) as never } },
  };

  test('runs in AdminJS as it comes', async () => {
    expect(await callAsItComes(promised, '/actions/list')).toContain('the hidden value');
  });

  test('does not here', () => {
    expect(check(promised, 'list')).toThrow('Your role does not allow this.');
  });
});

describe('an action that one may not use', () => {
  test('runs its first step in AdminJS as it comes, and none here', async () => {
    let steps = 0;
    const options: ResourceOptions = {
      actions: {
        list: {
          ...open,
          isAccessible: false,
          before: async (request) => {
            steps += 1;
            return request;
          },
        },
      },
    };
    await callAsItComes(options, '/actions/list');
    expect(steps).toBe(1);
    expect(check(options, 'list')).toThrow('Your role does not allow this.');
    expect(steps).toBe(1);
  });
});

describe('an action of a record, called as one of the list', () => {
  let record: unknown = 'not called';
  const options: ResourceOptions = {
    actions: {
      give: {
        ...open,
        actionType: 'record',
        handler: async (_request, _response, context) => {
          record = context.record;
          return {} as never;
        },
      },
    },
  };

  test('runs without a record in AdminJS as it comes', async () => {
    await callAsItComes(options, '/actions/give');
    expect(record).toBeUndefined();
  });

  test('does not exist here', async () => {
    expect(check(options, 'give')).toThrow('There is no such action here.');
    expect((await support.post('/resources/customers/actions/adjustCredits', {})).status).toBe(404);
    expect((await support.post(`/resources/audit/records/${customer}/verify`, {})).status).toBe(404);
  });
});
