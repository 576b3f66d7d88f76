import React from 'react';
import type { AdjustmentPreview } from '../../../src/credits/index.js';
import { AvailableAfterwards } from '../parts/available-afterwards.js';
import { change, words } from '../parts/format.js';
import type { Json } from './types.js';

interface Props {
  readonly preview: Json<AdjustmentPreview>;
  readonly isStale: boolean;
}

/** What an adjustment does: from which credits it takes, and before → after. */
export function AdjustEffect({ preview, isStale }: Props): React.ReactElement {
  const { before, after, parts } = preview;
  return (
    <table className={isStale ? 'effect stale' : 'effect'}>
      <tbody>
        {parts.map((part) => (
          <tr key={part.grant}>
            <td>From {words(part.type).toLowerCase()} credits</td>
            <td className="n">{change(-part.amount)}</td>
          </tr>
        ))}
        {before.debt > after.debt ? (
          <tr>
            <td>Repays what is owed</td>
            <td className="n">{change(after.debt - before.debt)}</td>
          </tr>
        ) : null}
        <AvailableAfterwards before={before.available} after={after.available} />
      </tbody>
    </table>
  );
}
