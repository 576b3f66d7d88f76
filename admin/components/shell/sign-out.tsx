import React from 'react';
import { office, ROOT } from '../parts/office.js';

/** An ordinary form: signing out is the sign-in's business, not AdminJS's. */
export function SignOut(): React.ReactElement {
  return (
    <form method="post" action={`${ROOT}/logout`}>
      <input type="hidden" name="_csrf" value={office().csrfToken} />
      <button type="submit" className="quiet small">
        Sign out
      </button>
    </form>
  );
}
