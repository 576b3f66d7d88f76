import React from 'react';
import { fullMoment, moment } from './format.js';

/** A moment in a few letters, and in full where the pointer rests. */
export function Moment({ at }: { at: string }): React.ReactElement {
  return (
    <time dateTime={at} title={fullMoment(at)}>
      {moment(at)}
    </time>
  );
}
