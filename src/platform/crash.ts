export type CrashPoint =
  | 'webhook.stored'
  | 'object.read'
  | 'payment.before_commit'
  | 'object.projected'
  | 'checkout.operation_written'
  | 'refund.operation_written'
  | 'operation.sent'
  | 'operation.step_made'
  | 'operation.called'
  | 'operation.confirmed'
  | 'relay.handed_over'
  | 'receipt.numbered'
  | 'mail.sent'
  | 'job.before_done';

let reach: (point: CrashPoint) => void = () => undefined;

/** Marks a step after which a process may die or stand still. Does nothing unless a sandbox gave an action. */
export function crashPoint(point: CrashPoint): void {
  reach(point);
}

/** Only a sandbox composition root calls this: what to do when a crash point is reached. */
export function onCrashPoint(action: (point: CrashPoint) => void): void {
  reach = action;
}
