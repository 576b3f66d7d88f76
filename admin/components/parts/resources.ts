import type { BasePropertyJSON, ReduxState, ResourceJSON } from 'adminjs';
import { useSelector } from 'react-redux';
import type { CellFormat } from '../cell-format.js';

/** The lists that this operator may open, as AdminJS tells them. */
export function useResources(): readonly ResourceJSON[] {
  const resources = useSelector((state: ReduxState) => state.resources);
  return resources.filter((resource) => resource.resourceActions.some((action) => action.name === 'list'));
}

/** What our resources say of a column beyond AdminJS's own words. */
export function columnOf(property: BasePropertyJSON): { label: string; format: CellFormat | undefined } {
  const { label, format } = property.custom as { label?: string; format?: CellFormat };
  return { label: label ?? property.name, format };
}
