export { type CostVersion, changeServiceCost, costHistory } from './costs.js';
export { listServices, type OfferedService, OWN_SERVICES, seedServices } from './offered.js';
export { runService, type ServiceRun } from './run.js';
export type { InputForm, ServiceInput, ServiceOutput } from './service.js';
