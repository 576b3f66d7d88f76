import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { fromRoot } from '../../src/platform/root.js';

test('a log line tells a database error without the row that PostgreSQL quotes', async () => {
  const script = `
    import { createLogger } from ${JSON.stringify(fromRoot('src/platform/log.ts'))};
    const error = Object.assign(new Error('duplicate key'), { code: '23505', detail: 'Key (email)=(ada@example.com) already exists.' });
    createLogger('info', 'test').error({ err: error, email: 'ada@example.com' }, 'failed');`;
  const { stderr } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', script],
    { cwd: fromRoot() },
  );
  expect(JSON.parse(stderr)).toMatchObject({
    err: { code: '23505', message: 'duplicate key' },
    msg: 'failed',
  });
  expect(stderr).not.toContain('ada@example.com');
});
