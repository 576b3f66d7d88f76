import type { RecordJSON, ResourceJSON } from 'adminjs';
import React from 'react';
import { ActButton } from '../dialog/act-button.js';

/** Asks Stripe for what no webhook told of. */
export function FetchMissed({
  resource,
  onDone,
}: {
  resource: ResourceJSON;
  onDone: () => void;
}): React.ReactElement | null {
  const may = resource.resourceActions.some((action) => action.name === 'fetchMissed');
  return may ? (
    <ActButton
      path={`/resources/${resource.id}/actions/fetchMissed`}
      words="Fetch missed events"
      onDone={onDone}
    />
  ) : null;
}

/** Has one event worked on again. */
export function Replay({
  record,
  onDone,
}: {
  record: RecordJSON;
  onDone: () => void;
}): React.ReactElement | null {
  const may = record.recordActions.some((action) => action.name === 'replay');
  return may ? (
    <p className="below">
      <ActButton
        path={`/resources/stripe-events/records/${record.id}/replay`}
        words="Work on it again"
        onDone={onDone}
      />
    </p>
  ) : null;
}
