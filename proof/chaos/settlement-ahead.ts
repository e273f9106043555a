/**
 * The settlement service of a run, by a clock that goes so far ahead that what is approved today has been treated: it
 * settles nothing of days to come.
 */
import { systemClock } from '../../platform/clock.ts';
import { readConfig } from '../../platform/config.ts';
import { runProcess } from '../../platform/process.ts';
import { variables } from '../../services/settlement/config.ts';
import { startSettlement } from '../../services/settlement/service.ts';
import { mostDaysAhead } from './visits.ts';

const aheadMs = (mostDaysAhead + 2) * 86_400_000;
const clock = { now: () => new Date(systemClock.now().getTime() + aheadMs) };

await runProcess(() => startSettlement(readConfig(variables, process.env), clock));
