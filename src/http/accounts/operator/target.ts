import { ownPath } from '../../fields.js';

/** A path within the back office, or its front page. */
export function operatorTarget(next: unknown): string {
  const target = ownPath(next, '/admin');
  return /^\/admin(?=[/?#]|$)/.test(target) ? target : '/admin';
}
