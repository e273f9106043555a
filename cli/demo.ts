import { dirname, join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { exampleApplication, readLines, registryEntry, type ExampleApplication } from '../examples/format.ts';
import { rizhaoPolicy } from '../examples/generate.ts';
import { countyApplications, countyReviewers } from '../examples/office/county-chain.ts';
import { expertsOf } from '../examples/office/experts.ts';
import { PrismaClient } from '../generated/engine/client.ts';
import { connect } from '../platform/database.ts';
import { fromRoot } from '../platform/project-root.ts';
import { sealer } from '../platform/sealing.ts';
import { createClient, paperKey } from '../proof/demo/client.ts';
import { reviewInTurn } from '../proof/demo/county-chain.ts';
import { linksTo, nextDue } from '../proof/demo/outlook.ts';
import { progress } from '../proof/demo/progress.ts';
import { importRegistry } from '../proof/demo/registry-import.ts';
import { report, reviewReport } from '../proof/demo/report.ts';
import { runningStack, type RunningStack } from '../proof/demo/running-stack.ts';
import { send } from '../proof/demo/send.ts';
import { importStaff } from '../proof/demo/staff-import.ts';
import { tally } from '../proof/demo/tally.ts';
import { fail, StackFailure } from '../stack/failure.ts';

/** A handful, so that one table shows them. */
const county = countyApplications(4);

interface Options {
  api?: string;
  file: string;
  concurrency: number;
  json: boolean;
}

await new Command('npm run demo --')
  .description('Sends the example applications to the running stack and shows what became of them; may be repeated.')
  .option('-a, --api <url>', "the API (default: the running stack's own)")
  .option(
    '-f, --file <file>',
    'applications, with registry.ndjson and documents/ beside',
    fromRoot('examples', 'rizhao', 'applications.ndjson'),
  )
  .option('-c, --concurrency <number>', 'applicants at once', atLeastOne, 4)
  .option('--json', 'print the counts as JSON', false)
  .action(demo)
  .parseAsync()
  .catch(fail);

async function demo({ api, file, concurrency, json }: Options): Promise<void> {
  const lines = linesOf(file);
  const stack = await runningStack(api);
  const uploaded = await prepare(stack, dirname(file), lines);
  const client = createClient({ ...stack, documents: join(dirname(file), 'documents'), uploaded });
  const startedAt = new Date();
  const bar = progress('Applications', lines.length, process.stderr);
  const results = await send(client, lines, concurrency, bar.step);
  bar.end();
  const counted = tally(results, startedAt);
  const seconds = (Date.now() - startedAt.getTime()) / 1000;
  const reviewed = await reviewInTurn(client, county.lines);
  if (json) process.stdout.write(`${JSON.stringify({ seconds, ...counted, reviewed }, null, 2)}\n`);
  else {
    const surroundings = {
      policy: rizhaoPolicy(),
      seconds,
      nextDue: await nextDue(client),
      links: linksTo(stack, results),
    };
    process.stdout.write(`\n${reviewReport(reviewed)}\n${report(counted, surroundings)}`);
  }
  process.exitCode = counted.mismatches.length === 0 ? 0 : 1;
}

function linesOf(file: string): ExampleApplication[] {
  try {
    return readLines(file, exampleApplication);
  } catch (cause) {
    throw new StackFailure(`${(cause as Error).message}: give the file of applications by --file.`, { cause });
  }
}

/** Fills the registries and the staff register, and finds the papers that an earlier demo uploaded. */
async function prepare(
  stack: RunningStack,
  folder: string,
  lines: readonly ExampleApplication[],
): Promise<Map<string, string>> {
  const { prisma, close } = connect(PrismaClient, stack.databaseUrl, { max: 2 });
  try {
    const keys = { sealer: sealer(stack.dataKeys), lookupKey: stack.lookupKey };
    await importRegistry(prisma, keys, [
      ...readLines(join(folder, 'registry.ndjson'), registryEntry),
      ...county.registry,
    ]);
    const staff = [...lines, ...county.lines]
      .map(({ caller }) => caller)
      .concat(countyReviewers.map(([person]) => person));
    await importStaff(prisma, [...staff, ...expertsOf(rizhaoPolicy())], new Date());
    const subjects = [...new Set(lines.map(({ caller }) => caller.subject))];
    const found = await prisma.document.findMany({
      where: { uploadedBy: { in: subjects } },
      orderBy: { uploadedAt: 'desc' },
    });
    return new Map(found.map(({ id, uploadedBy, sha256 }) => [paperKey(uploadedBy, sha256), id]));
  } finally {
    await close();
  }
}

function atLeastOne(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1) return number;
  throw new InvalidArgumentError('A whole number from 1.');
}
