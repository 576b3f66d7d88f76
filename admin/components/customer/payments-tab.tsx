import React from 'react';
import { Empty } from '../parts/empty.js';
import { AttemptsTable } from './attempts-table.js';
import { DisputesTable } from './disputes-table.js';
import { PaymentsTable } from './payments-table.js';
import type { Page, Payment } from './types.js';

interface Props {
  readonly page: Page;
  readonly onRefund: ((payment: Payment) => void) | undefined;
}

export function PaymentsTab({ page, onRefund }: Props): React.ReactElement {
  return (
    <>
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
