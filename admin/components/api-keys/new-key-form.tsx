import React, { useState } from 'react';
import { ActionForm } from '../dialog/action-form.js';
import { useSubmission } from '../dialog/use-submission.js';
import { KeyFields, type KeyForm, keyOf, NO_KEY_YET } from './key-fields.js';

interface Props {
  readonly onMade: (secret: string) => void;
  readonly onCancel: () => void;
}

export function NewKeyForm({ onMade, onCancel }: Props): React.ReactElement {
  const [form, setForm] = useState<KeyForm>(NO_KEY_YET);
  const submission = useSubmission<{ created: string }>(
    '/resources/api-keys/actions/create',
    keyOf(form),
    ({ created }) => onMade(created),
  );
  return (
    <ActionForm
      submission={submission}
      button="Make the key"
      tone="primary"
      isReady={form.name.trim() !== '' && form.scopes.length > 0}
      limit={<span />}
      onCancel={onCancel}
    >
      <KeyFields form={form} onChange={setForm} faults={submission.fault?.fields ?? {}} />
    </ActionForm>
  );
}
