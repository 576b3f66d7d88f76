import type { ReduxState } from 'adminjs';
import React, { useCallback, useEffect } from 'react';
import { useDispatch, useSelector } from 'react-redux';

const SHOWN_MS = 6000;

interface Told {
  readonly id: string;
  readonly message: string;
  readonly type?: string;
}

/** What just happened, in plain words, at the foot of the page; faults stay until they are closed. */
export function Notices(): React.ReactElement {
  const notices = useSelector((state: ReduxState) => state.notices) as unknown as readonly Told[];
  return (
    <div className="notices" role="status" aria-live="polite">
      {notices.map((notice) => (
        <Notice key={notice.id} notice={notice} />
      ))}
    </div>
  );
}

function Notice({ notice }: { notice: Told }): React.ReactElement {
  const dispatch = useDispatch();
  const isFault = notice.type === 'error';
  const drop = useCallback(
    () => dispatch({ type: 'DROP_NOTICE', data: { noticeId: notice.id } }),
    [dispatch, notice.id],
  );
  useEffect(() => {
    if (isFault) return;
    const timer = setTimeout(drop, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [drop, isFault]);
  return (
    <div className={`notice ${isFault ? 'bad' : 'good'}`}>
      <span>{notice.message}</span>
      <button type="button" className="quiet" aria-label="Close" onClick={drop}>
        ×
      </button>
    </div>
  );
}
