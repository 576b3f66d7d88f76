import type { ResourceJSON } from 'adminjs';
import React, { useState } from 'react';
import { Dialog } from '../dialog/dialog.js';
import { NewKeyForm } from './new-key-form.js';

interface Props {
  readonly resource: ResourceJSON;
  readonly onMade: () => void;
}

/** Makes a key of the company's own and shows it, once. */
export function NewKey({ resource, onMade }: Props): React.ReactElement | null {
  const [isOpen, setOpen] = useState(false);
  const [made, setMade] = useState<string>();
  if (!resource.resourceActions.some((action) => action.name === 'create')) return null;
  const close = () => {
    setOpen(false);
    if (made !== undefined) onMade();
    setMade(undefined);
  };
  return (
    <>
      <button type="button" className="btn primary" onClick={() => setOpen(true)}>
        New company key
      </button>
      {isOpen ? (
        <Dialog
          title={made ? 'The key' : 'New company key'}
          about={
            made ? 'Copy it now: it is not shown again.' : 'It may name any customer, within what it may do.'
          }
          onClose={close}
        >
          {made ? (
            <MadeKey secret={made} onClose={close} />
          ) : (
            <NewKeyForm onMade={setMade} onCancel={close} />
          )}
        </Dialog>
      ) : null}
    </>
  );
}

function MadeKey({ secret, onClose }: { secret: string; onClose: () => void }): React.ReactElement {
  const [isCopied, setCopied] = useState(false);
  const copy = () => void navigator.clipboard.writeText(secret).then(() => setCopied(true));
  return (
    <>
      <div className="dialog-body">
        <p className="mono secret">{secret}</p>
      </div>
      <div className="dialog-foot">
        <button type="button" className="btn" onClick={copy}>
          {isCopied ? 'Copied' : 'Copy'}
        </button>
        <button type="button" className="btn primary" onClick={onClose}>
          I have stored it
        </button>
      </div>
    </>
  );
}
