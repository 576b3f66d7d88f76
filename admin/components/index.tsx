import { Dashboard } from './dashboard/dashboard.js';
import { ListPage } from './list/list-page.js';
import { PageRoute } from './page-route.js';
import { RecordPage } from './record/record-page.js';
import { Notices } from './shell/notices.js';
import { Sidebar } from './shell/sidebar.js';
import { TopBar } from './shell/top-bar.js';

declare global {
  interface Window {
    readonly AdminJS: { UserComponents: Readonly<Record<string, unknown>> };
  }
}

const Nothing = () => null;

/** By the names under which AdminJS looks for them: our pages, and what we put in the place of its own parts. */
window.AdminJS.UserComponents = {
  DashboardRoute: Dashboard,
  PageRoute,
  Sidebar,
  TopBar,
  NoticeBox: Notices,
  ResourceRoute: ListPage,
  ResourceActionRoute: ListPage,
  RecordActionRoute: RecordPage,
  BulkActionRoute: Nothing,
  Footer: Nothing,
  AuthenticationBackgroundComponent: Nothing,
};
