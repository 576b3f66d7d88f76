import React from 'react';
import type { RefundPreview } from '../../../src/billing/index.js';
import { money, words } from '../parts/format.js';
import type { Json } from './types.js';

interface Props {
  readonly preview: Json<RefundPreview> | undefined;
  readonly currency: string;
}

/** Whether this operator may refund so much alone, and who may if he may not. */
export function RefundLimit({ preview, currency }: Props): React.ReactElement {
  if (!preview) return <span />;
  if (preview.blocked !== null) return <span className="small down">Blocked: {preview.blocked}</span>;
  if (preview.refundable_minor === 0)
    return <span className="small muted">Nothing of this payment can be refunded.</span>;
  if (preview.amount_minor === 0) return <span />;
  const { a_time_minor, left_today_minor } = preview.limit;
  const limit = money(Math.min(a_time_minor, left_today_minor ?? a_time_minor), currency);
  if (preview.within_limit) return <span className="small muted">Within your limit of {limit}</span>;
  const others = preview.who_may.map(words).join(' or ');
  return (
    <span className="small down">
      Above your limit of {limit}. {others ? `Ask ${others}.` : 'Nobody may refund this much at once.'}
    </span>
  );
}
