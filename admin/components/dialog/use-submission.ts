import { useNotice } from 'adminjs';
import { useRef, useState } from 'react';
import { CallRefused, post } from '../parts/calls.js';

export interface Submission {
  readonly isSending: boolean;
  readonly fault: CallRefused | undefined;
  /** The server wants to know again who it is; `send` again after that. */
  readonly needsIdentity: boolean;
  readonly cancelIdentity: () => void;
  readonly send: () => Promise<void>;
}

interface Told {
  readonly notice: { readonly message: string; readonly type: 'success' };
}

/**
 * Sends a form once: one key for as long as the form is open, so that a second click or a retry after a broken
 * connection is the same sending. Tells what the server answers as a notice, then calls `onDone`.
 */
export function useSubmission<Answer extends object = object>(
  path: string,
  body: object,
  onDone: (answer: Answer) => void,
): Submission {
  const key = useRef(crypto.randomUUID());
  const busy = useRef(false);
  const addNotice = useNotice();
  const [isSending, setSending] = useState(false);
  const [fault, setFault] = useState<CallRefused>();

  const send = async () => {
    if (busy.current) return;
    busy.current = true;
    setSending(true);
    setFault(undefined);
    try {
      const answer = await post<Answer & Told>(path, { ...body, key: key.current });
      addNotice(answer.notice);
      onDone(answer);
    } catch (error) {
      setFault(
        error instanceof CallRefused
          ? error
          : new CallRefused('Something went wrong. Try again.', undefined, {}),
      );
    } finally {
      busy.current = false;
      setSending(false);
    }
  };
  const needsIdentity = fault?.code === 'reauthentication_required';
  return {
    isSending,
    fault: needsIdentity ? undefined : fault,
    needsIdentity,
    cancelIdentity: () => setFault(undefined),
    send,
  };
}
