import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { fromRoot } from '../platform/project-root.ts';
import { difference, migrate, schemaFolders } from '../prisma/migrate.ts';
import { CommandFailed, run } from '../stack/command.ts';
import { fail, StackFailure } from '../stack/failure.ts';
import { withScratchPostgres } from '../stack/scratch-postgres.ts';
import { Terminal } from '../stack/terminal.ts';

interface Check {
  title: string;
  /** Throws what is wrong. */
  verify(): Promise<unknown>;
}

const checks: Check[] = [
  tool('Format', 'prettier/bin/prettier.cjs', '--check', '.'),
  tool('Lint', 'oxlint/bin/oxlint', '--type-aware', '--max-warnings', '0'),
  tool('Types', 'typescript/bin/tsc', '--noEmit'),
  { title: 'Boundaries', verify: boundaries },
  tool('Unused code', 'knip/bin/knip.js', '--no-progress'),
  { title: 'Schemas and migrations agree', verify: migrations },
  {
    title: 'Policy packs',
    verify: () => run({ file: process.execPath, args: [fromRoot('dist', 'cli', 'policy.js'), 'check'] }),
  },
];

await new Command('npm run check --')
  .description('Lint without warnings, types, boundaries between the parts, unused code, migrations, policy packs.')
  .argument('[check...]', 'only those whose title contains one of these words')
  .action(async (words: string[]) => {
    const terminal = new Terminal(process.stdout);
    const chosen = checks.filter(
      ({ title }) => words.length === 0 || words.some((word) => title.toLowerCase().includes(word.toLowerCase())),
    );
    if (chosen.length === 0) {
      throw new StackFailure(
        `No check is called ${words.join(' ')}. There are: ${checks.map(({ title }) => title).join(', ')}.`,
      );
    }
    const failures: string[] = [];
    for (const { title, verify } of chosen) {
      await terminal.step(title, verify).catch((error: unknown) => failures.push(`${title}\n\n${said(error)}`));
    }
    if (failures.length === 0) return;
    process.stdout.write(`\n${failures.join('\n\n')}\n`);
    process.exitCode = 1;
  })
  .parseAsync()
  .catch(fail);

function tool(title: string, script: string, ...args: string[]): Check {
  return { title, verify: () => runTool(script, ...args) };
}

function runTool(script: string, ...args: string[]): Promise<string> {
  return run({ file: process.execPath, args: [fromRoot('node_modules', ...script.split('/')), ...args] });
}

/** A parser that reads nothing finds nothing wrong: no modules is a failure too. */
async function boundaries(): Promise<void> {
  const folders = [
    'app',
    'domain',
    'store',
    'workflows',
    'activities',
    'worker',
    'api',
    'services',
    'platform',
    'prisma',
    'cli',
    'stack',
    'proof',
  ];
  const present = folders.filter((folder) => existsSync(fromRoot(folder)));
  const report = await runTool(
    'dependency-cruiser/bin/dependency-cruise.mjs',
    '--config',
    '.dependency-cruiser.mjs',
    ...present,
  );
  const cruised = Number(/\((\d+) modules,/.exec(report)?.[1] ?? 0);
  if (cruised === 0) throw new Error(`dependency-cruiser read no modules:\n${report}`);
}

async function migrations(): Promise<void> {
  await withScratchPostgres(async (urlOf) => {
    for (const [name, folder] of Object.entries(schemaFolders)) {
      await migrate(urlOf(name), folder);
      const sql = await difference(urlOf(name), folder);
      if (sql)
        throw new Error(
          `${folder}: the migrations lack\n\n${sql}\nWrite them with: npm run migration -- NAME --database ${name}`,
        );
    }
  });
}

function said(error: unknown): string {
  return error instanceof CommandFailed ? error.output.trim() : (error as Error).message;
}
