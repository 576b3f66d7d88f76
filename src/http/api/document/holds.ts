import type { ZodOpenApiOperationObject } from 'zod-openapi';
import { HoldNotOpen, UnknownHold } from '../../../credits/index.js';
import { InsufficientScope } from '../errors.js';
import { CaptureAnswer, HoldAnswer } from '../v1/answers.js';
import { CaptureBody, HoldBody, ReleaseBody } from '../v1/requests.js';
import { body, CHARGING, idempotencyKey, KEYED, made, path, repeatable, wrong } from './parts.js';
import { refusals } from './refusals.js';

const requestParams = { path, header: idempotencyKey };
const CLOSING = [...KEYED, new InsufficientScope('hold'), new UnknownHold(), new HoldNotOpen('lapsed')];

export const placeHold: ZodOpenApiOperationObject = {
  operationId: 'placeHold',
  summary: 'Set credits aside for a run',
  description:
    'Scope `hold`. Held credits leave `available` in the order of spending and outlive the expiry of their grant. The hold lapses by itself: then they are back.',
  requestParams,
  requestBody: body(HoldBody),
  responses: { ...made('The hold', HoldAnswer), ...refusals(...CHARGING, new InsufficientScope('hold')) },
};

export const captureHold: ZodOpenApiOperationObject = {
  operationId: 'captureHold',
  summary: 'Spend what is held',
  description:
    'Scope `hold`. Makes one spend of all of the held credits or of a part, and releases the rest; once per hold. A customer’s own key knows only the holds that it made.',
  requestParams,
  requestBody: body(CaptureBody, false),
  responses: {
    '200': repeatable('The hold as it ended, and its spend', CaptureAnswer),
    ...refusals(...CLOSING, wrong('credits', 'Too small: expected number to be >0')),
  },
};

export const releaseHold: ZodOpenApiOperationObject = {
  operationId: 'releaseHold',
  summary: 'Let go of what is held',
  description:
    'Scope `hold`. The credits return to the grants they came from. A customer’s own key knows only the holds that it made.',
  requestParams,
  requestBody: body(ReleaseBody, false),
  responses: {
    '200': repeatable('The hold as it ended', HoldAnswer),
    ...refusals(...CLOSING, wrong('body', 'Unrecognized key: "credits"')),
  },
};
