import React from 'react';
import { Empty } from '../parts/empty.js';
import { AttemptsTable } from './attempts-table.js';
import { DisputesTable } from './disputes-table.js';
import { PaymentsTable } from './payments-table.js';
import type { Page, Payment, Unregistered } from './types.js';
import { UnregisteredTable } from './unregistered-table.js';

interface Props {
  readonly page: Page;
  readonly onRefund: ((payment: Payment) => void) | undefined;
  readonly onRegister: ((charge: Unregistered) => void) | undefined;
}

export function PaymentsTab({ page, onRefund, onRegister }: Props): React.ReactElement {
  return (
    <>
      <UnregisteredTable charges={page.unregistered} onRegister={onRegister} />
      <DisputesTable payments={page.payments} />
      <AttemptsTable attempts={page.attempts} />
      <section className="card table-card below" aria-label="Payments">
        {page.payments.length > 0 ? (
          <PaymentsTable payments={page.payments} onRefund={onRefund} />
        ) : (
          <Empty title="No payments yet." />
        )}
      </section>
    </>
  );
}
