/** `npm run scenario -- FILE…`: plays what may happen to applications, in virtual time (docs/SCENARIOS.md). */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import { Command } from 'commander';
import { withGround, type Ground } from '../proof/scenario/ground.ts';
import { play, prepare, type Played, type Prepared } from '../proof/scenario/play.ts';
import { ScenarioInvalid } from '../proof/scenario/read.ts';
import { endLine, mistakeLine, nameOf, stepLines } from '../proof/scenario/report.ts';
import { fail } from '../stack/failure.ts';

/** 0: all as expected; 1: something is not; 2: a file has mistakes, and none is played. */
type ExitCode = 0 | 1 | 2;
type Say = (line: string) => void;

await new Command('npm run scenario --')
  .description('Plays scenarios on the real workflows, API and services, in virtual time.')
  .argument('<files...>', 'YAML files, as those in scenarios/')
  .option('--json', 'print a report for programs', false)
  .action(async (files: string[], { json }: { json: boolean }) => {
    const say: Say = (line) => void (json ? process.stderr : process.stdout).write(`${line}\n`);
    const folder = mkdtempSync(join(tmpdir(), 'manteban-scenario-'));
    const { code, report } = await run(files, folder, say);
    rmSync(folder, { recursive: true });
    if (json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    process.exit(code);
  })
  .parseAsync()
  .catch(fail);

async function run(files: readonly string[], folder: string, say: Say): Promise<{ code: ExitCode; report: object }> {
  const { scenarios, mistakes } = prepareAll(files, folder);
  if (mistakes.length > 0) {
    for (const mistake of mistakes) say(mistakeLine(mistake));
    return { code: 2, report: { mistakes } };
  }
  quietly();
  const played = await withGround(say, (ground) => playAll(ground, scenarios, say));
  return { code: played.every(({ passed }) => passed) ? 0 : 1, report: { scenarios: played } };
}

function prepareAll(files: readonly string[], folder: string) {
  const scenarios: Prepared[] = [];
  const mistakes = files.flatMap((file) => {
    try {
      scenarios.push(prepare(file, folder));
      return [];
    } catch (error) {
      if (error instanceof ScenarioInvalid) return error.findings;
      throw error;
    }
  });
  return { scenarios, mistakes };
}

async function playAll(ground: Ground, scenarios: readonly Prepared[], say: Say): Promise<Played[]> {
  const all: Played[] = [];
  for (const scenario of scenarios) {
    say(`${nameOf(scenario.read.file)}: ${scenario.read.scenario.scenario}`);
    const played = await play(ground, scenario, (step) => say(stepLines(step)));
    say(endLine(played));
    all.push(played);
  }
  return all;
}

/** Effects that fail are what scenarios are about. */
function quietly(): void {
  Runtime.install({
    logger: new DefaultLogger('ERROR', ({ message }) => void process.stderr.write(`${message}\n`)),
    shutdownSignals: [],
    telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) } },
  });
}
