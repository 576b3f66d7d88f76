import React from 'react';
import { credits } from './format.js';

/** The last row of what an act does to a customer's credits. Both in hundredths. */
export function AvailableAfterwards({
  before,
  after,
}: {
  before: number;
  after: number;
}): React.ReactElement {
  return (
    <tr className="sum">
      <td>Available afterwards</td>
      <td className="n">
        {credits(before)} → {credits(after)}
      </td>
    </tr>
  );
}
