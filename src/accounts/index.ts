export {
  API_SCOPES,
  type ApiScope,
  CUSTOMER_SCOPES,
  createApiKey,
  listApiKeys,
  revokeApiKey,
} from './api-keys.js';
export { audit } from './audit.js';
export { type AuditVerdict, sealAudit, verifyAuditChain } from './audit-chain.js';
export { type ApiKey, authenticateApiKey } from './authenticate-api-key.js';
export { confirmEmailChange, requestEmailChange } from './email-change.js';
export {
  Forbidden,
  InvalidApiKey,
  LinkRefused,
  WrongCredentials,
} from './errors.js';
export { LIMITS, limitFor } from './limits.js';
export { createOperator } from './operators.js';
export {
  endOverride,
  listOverrides,
  OVERRIDE_KINDS,
  type Override,
  type OverrideKind,
  type OverrideWish,
  permissionFor,
  startOverride,
} from './overrides.js';
export { createPassport } from './passport.js';
export { changePassword, checkResetLink, requestPasswordReset, resetPassword } from './password-reset.js';
export { hashPassword, PASSWORD_MAX, passwordFault } from './passwords.js';
export { may, type Permission, requirePermission } from './permissions.js';
export { reauthenticate, requireRecentAuthentication } from './reauthentication.js';
export { register } from './register.js';
export {
  type Actor,
  isOperator,
  OPERATOR_ROLES,
  type OperatorRole,
  type Role,
  SYSTEM,
} from './roles.js';
export {
  beginEnrolment,
  checkSecondFactor,
  confirmEnrolment,
  totpUri,
} from './second-factor.js';
export { listSessions, revokeSession, revokeSessions } from './sessions.js';
export { checkPasswordOf, recordSignIn } from './sign-in.js';
export { countAttempt } from './throttle.js';
export { findSignedIn, findUser, type Realm, rename, type User } from './users.js';
export { resendVerification, verifyEmail, verifyEmailWithPassword } from './verify-email.js';
