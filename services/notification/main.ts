import { readConfig } from '../../platform/config.ts';
import { runProcess } from '../../platform/process.ts';
import { variables } from './config.ts';
import { startNotification } from './service.ts';

await runProcess(() => startNotification(readConfig(variables, process.env)));
