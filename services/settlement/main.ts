import { readConfig } from '../../platform/config.ts';
import { runProcess } from '../../platform/process.ts';
import { variables } from './config.ts';
import { startSettlement } from './service.ts';

await runProcess(() => startSettlement(readConfig(variables, process.env)));
