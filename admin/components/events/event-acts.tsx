import type { RecordJSON, ResourceJSON } from 'adminjs';
import React from 'react';
import { useSubmission } from '../dialog/use-submission.js';

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

interface Props {
  readonly path: string;
  readonly words: string;
  readonly onDone: () => void;
}

function ActButton({ path, words, onDone }: Props): React.ReactElement {
  const { isSending, fault, send } = useSubmission(path, {}, onDone);
  return (
    <span className="row">
      {fault ? <span className="fault small">{fault.message}</span> : null}
      <button type="button" className="btn" disabled={isSending} onClick={() => void send()}>
        {words}
      </button>
    </span>
  );
}
