import { randomBytes } from 'node:crypto';
import { Command } from 'commander';
import { z } from 'zod';
import { createOperator, isOperator, OPERATOR_ROLES, totpUri } from '../../accounts/index.js';
import { askPassword } from './ask-password.js';
import { withDatabase } from './database.js';
import { UsageError } from './exit.js';

type Options = { email: string; name?: string; role: string; generatePassword?: true };

export function createAdminCommand(): Command {
  return new Command('create-admin')
    .description('Create an operator of the back office, by default an administrator.')
    .requiredOption('--email <address>', 'address to sign in with')
    .option('--name <name>', 'name that colleagues see (default: the address)')
    .option('--role <role>', `one of ${OPERATOR_ROLES.join(', ')}`, 'admin')
    .option(
      '--generate-password',
      'make a password and print it; otherwise it is asked for, or read from a pipe',
    )
    .action(createAdmin);
}

async function createAdmin({ email, name = email, role, generatePassword }: Options): Promise<void> {
  if (!z.email().safeParse(email).success) throw new UsageError('--email is not an address.');
  if (!isOperator(role)) throw new UsageError(`--role must be one of ${OPERATOR_ROLES.join(', ')}.`);
  const password = generatePassword ? randomBytes(15).toString('base64url') : await askPassword();
  const { totpSecret } = await withDatabase((db) =>
    db.transaction((tx) => createOperator(tx, { email, name, role, password })),
  );
  console.log(`Created ${email} (${role}).`);
  if (generatePassword) console.log(`Password:       ${password}`);
  console.log(`Second factor:  ${totpSecret}`);
  console.log(`                ${totpUri({ secret: totpSecret, email })}`);
  console.log('Enter it in an authenticator app now, or scan the code at the first sign-in on /admin/login.');
}
