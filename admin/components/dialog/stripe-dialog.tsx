import React from 'react';
import { ActionForm } from './action-form.js';
import { Dialog } from './dialog.js';
import type { Submission } from './use-submission.js';

interface Props {
  readonly title: string;
  readonly about: string;
  /** Says what happens. */
  readonly button: string;
  readonly tone?: 'primary' | 'danger' | undefined;
  readonly isReady: boolean;
  readonly submission: Submission;
  readonly onClose: () => void;
  readonly children: React.ReactNode;
}

/** The form of a change that is made at Stripe before it is made here. */
export function StripeDialog(props: Props): React.ReactElement {
  const { title, about, tone = 'primary', onClose, children, ...form } = props;
  return (
    <Dialog title={title} about={about} onClose={onClose}>
      <ActionForm
        {...form}
        tone={tone}
        limit={<span className="small muted">Goes to Stripe first</span>}
        onCancel={onClose}
      >
        {children}
      </ActionForm>
    </Dialog>
  );
}
