import React from 'react';
import { useRefresh } from '../dashboard/use-refresh.js';
import { Empty, Loading } from '../parts/empty.js';
import { office, ROOT } from '../parts/office.js';
import { useRead } from '../parts/use-read.js';
import { useTitle } from '../parts/use-title.js';
import { Depths } from './depths.js';
import { GivenUpEvents, GivenUpWork } from './given-up.js';
import type { Work } from './types.js';

/** What runs behind the pages, read again while it is looked at: first what needs somebody. */
export function WorkPage(): React.ReactElement {
  const { answer, fault, again } = useRead<Work>('/pages/work');
  useRefresh(again);
  useTitle('Background work');
  return (
    <main className="page">
      <div className="row between">
        <div>
          <h1>Background work</h1>
          <p className="small muted">
            Each job is tried again by itself, later each time. After its last try it is given up and stands
            here.
          </p>
        </div>
        {office().operator.role === 'admin' ? (
          <a className="btn" href={`${ROOT}/queues`}>
            Open the queues
          </a>
        ) : null}
      </div>
      {fault && !answer ? <Empty title={fault} /> : null}
      {answer ? (
        <>
          <GivenUpWork work={answer} onDone={again} />
          <GivenUpEvents work={answer} onDone={again} />
          <Depths work={answer} />
        </>
      ) : fault ? null : (
        <Loading />
      )}
    </main>
  );
}
