import React from 'react';
import { useSubmission } from './use-submission.js';

interface Props {
  readonly path: string;
  readonly words: string;
  readonly body?: object;
  readonly onDone: () => void;
}

/** A change that needs no form: what went wrong with it stands beside the button. */
export function ActButton({ path, words, body = {}, onDone }: Props): React.ReactElement {
  const { isSending, fault, send } = useSubmission(path, body, onDone);
  return (
    <span className="row">
      {fault ? <span className="fault small">{fault.message}</span> : null}
      <button type="button" className="btn" disabled={isSending} onClick={() => void send()}>
        {words}
      </button>
    </span>
  );
}
