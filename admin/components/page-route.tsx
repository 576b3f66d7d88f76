import React from 'react';
import { useParams } from 'react-router-dom';
import { Dashboard } from './dashboard/dashboard.js';
import { WorkPage } from './work/work-page.js';

/** The pages that are no list and no record, by their name in the address. */
export function PageRoute(): React.ReactElement {
  return useParams().pageName === 'work' ? <WorkPage /> : <Dashboard />;
}
