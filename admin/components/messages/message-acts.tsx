import type { RecordJSON } from 'adminjs';
import React from 'react';
import { ActButton } from '../dialog/act-button.js';

/** The answer goes by the operator's own mail; here he says that it went. */
export function MessageActs({
  record,
  onDone,
}: {
  record: RecordJSON;
  onDone: () => void;
}): React.ReactElement {
  const { email, status } = record.params as { email: string; status: string };
  const act = status === 'open' ? 'answered' : 'reopen';
  const may = record.recordActions.some(({ name }) => name === act);
  return (
    <p className="row below">
      <a className="btn" href={`mailto:${encodeURIComponent(email)}?subject=${SUBJECT}`}>
        Answer by mail
      </a>
      {may ? (
        <ActButton
          path={`/resources/messages/records/${record.id}/${act}`}
          words={status === 'open' ? 'Mark as answered' : 'Open again'}
          onDone={onDone}
        />
      ) : null}
    </p>
  );
}

const SUBJECT = encodeURIComponent('Your message to QuickScale');
