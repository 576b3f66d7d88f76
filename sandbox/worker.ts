/** The worker of the demo: the product's own, which can be made to die at a crash point. */
import { composeWorker } from '../src/main/worker.js';
import { readConfig } from '../src/platform/config.js';
import { crashWhereAsked, runForDemo } from './child.js';

crashWhereAsked();
const worker = await composeWorker(readConfig(process.env)).start();
runForDemo(worker.close);
