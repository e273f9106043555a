/** `npm run scenario -- FILE…`: plays what may happen to applications, in virtual time (docs/SCENARIOS.md). */
import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import { Command } from 'commander';
import { withGround, type Ground } from './scenario/ground.ts';
import { playFile } from './scenario/play.ts';
import { ScenarioInvalid } from './scenario/read.ts';
import { endLine, nameOf, stepLines, type Report } from './scenario/report.ts';
import { fail } from './stack/failure.ts';

/** 0: all as expected; 1: something is not; 2: a file has mistakes. */
type ExitCode = 0 | 1 | 2;

await new Command('npm run scenario --')
  .description('Plays scenarios on the real workflows, API and services, in virtual time.')
  .argument('<files...>', 'YAML files, as those in scenarios/')
  .option('--json', 'print a report for programs', false)
  .action(async (files: string[], { json }: { json: boolean }) => {
    quietly();
    const say = (line: string) => void (json ? process.stderr : process.stdout).write(`${line}\n`);
    const reports = await withGround(say, (ground) => playAll(ground, files, say));
    if (json) process.stdout.write(`${JSON.stringify(reports, null, 2)}\n`);
    process.exit(exitCodeOf(reports));
  })
  .parseAsync()
  .catch(fail);

async function playAll(ground: Ground, files: readonly string[], say: (line: string) => void): Promise<Report[]> {
  const reports: Report[] = [];
  for (const file of files) {
    say(nameOf(file));
    const report = await playFile(ground, file, (step) => say(stepLines(step))).catch(mistakesIn(file));
    say(endLine(report));
    reports.push(report);
  }
  return reports;
}

function mistakesIn(file: string): (error: unknown) => Report {
  return (error) => {
    if (error instanceof ScenarioInvalid) return { file, mistakes: error.findings };
    throw error;
  };
}

function exitCodeOf(reports: readonly Report[]): ExitCode {
  if (reports.some((report) => 'mistakes' in report)) return 2;
  return reports.every((report) => 'passed' in report && report.passed) ? 0 : 1;
}

/** Effects that fail are what scenarios are about. */
function quietly(): void {
  Runtime.install({
    logger: new DefaultLogger('ERROR', ({ message }) => void process.stderr.write(`${message}\n`)),
    shutdownSignals: [],
    telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) } },
  });
}
