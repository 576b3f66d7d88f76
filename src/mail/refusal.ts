/** What Nodemailer tells of a fault: its kind, the SMTP command that was answered, and the answer. */
type SmtpFault = Error & { code?: string; command?: string; responseCode?: number; response?: string };

/** "Sign in first" and its kin: about us, whichever command it answers. */
const ABOUT_OUR_SIGN_IN: readonly number[] = [530, 534, 535, 538];
/** The enhanced status of policy: also what a server says that does not relay for us (any more). */
const POLICY = /^5\d\d[ -]5\.7\./;

/**
 * Whether a server refused this recipient or this message for good. A refusal of ourselves (a password that was
 * rotated, a sender that is not ours) is not one: it hits every mail alike, and ends when somebody mends it.
 */
export function isRefusedForGood(fault: SmtpFault): boolean {
  const { code, command, responseCode = 0, response = '' } = fault;
  if (responseCode < 500 || ABOUT_OUR_SIGN_IN.includes(responseCode) || POLICY.test(response)) return false;
  return (code === 'EENVELOPE' && command === 'RCPT TO') || (code === 'EMESSAGE' && command === 'DATA');
}
