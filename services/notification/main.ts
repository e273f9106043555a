import { readConfig } from '../../platform/config.ts';
import { runProcess } from '../../platform/process.ts';
import { startNotification, variables } from './service.ts';

await runProcess(() => startNotification(readConfig(variables, process.env)));
