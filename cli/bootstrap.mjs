#!/usr/bin/env node
// @ts-check
/**
 * Runs a command from a checkout in any state: installs, generates, builds and bundles what is missing or older than
 * its source, then gives way to the command. Node built-ins only, for node_modules may not be there.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const oldestNode = [20, 19];

/** @type {Record<string, { script: string, about: string, args?: string[] }>} */
const commands = {
  start: { script: 'dist/cli/start.js', about: 'run the whole stack on embedded parts' },
  test: { script: 'node_modules/vitest/vitest.mjs', args: ['run'], about: 'run every test, or those that match' },
  check: { script: 'dist/cli/check.js', about: 'lint, types, boundaries, unused code, migrations, policies' },
  demo: { script: 'dist/cli/demo.js', about: 'send the example applications to a running stack' },
  examples: { script: 'dist/examples/generate.js', about: 'write the example applications anew' },
  policy: { script: 'dist/cli/policy.js', about: 'check the policy packs, explain a disease' },
  settle: { script: 'dist/cli/settle.js', about: 'settle a file of claims under a pack, and explain' },
  scenario: { script: 'dist/cli/scenario.js', about: 'play scenarios in virtual time' },
  chaos: { script: 'dist/cli/chaos.js', about: 'kill parts at random while cases run, and count' },
  token: { script: 'dist/cli/token.js', about: "print a token of the embedded stack's issuer, or a provider's secret" },
  'audit-anchors': { script: 'dist/cli/audit-anchors.js', about: 'hold the audit chains against the daily anchors' },
  'replay-decision': { script: 'dist/cli/replay-decision.js', about: 'run the rules again on the facts of a case' },
  'bench:floor': { script: 'dist/proof/bench/floor.js', about: 'measure the engine against bare Temporal' },
  'bench:review': { script: 'dist/proof/bench/review.js', about: 'measure the review chain against bare Temporal' },
  'bench:queue': { script: 'dist/proof/bench/queue.js', about: 'measure the queues of reviewers with a million tasks' },
  'bench:settlement': { script: 'dist/proof/bench/settlement.js', about: 'measure claims against bare transactions' },
  'bench:batch': { script: 'dist/proof/bench/batch.js', about: 'measure rounds of the monthly batch' },
  migrate: { script: 'dist/cli/migrate.js', about: 'bring the databases to the newest migration' },
  migration: { script: 'dist/cli/migration.js', about: 'write a migration from the difference to the schema' },
  build: { script: '', about: 'prepare everything and stop' },
};

const aboutBuild = `Usage: npm run build

Installs the dependencies, generates the database clients, builds to dist/ and bundles the workflows: whatever of it is
missing or older than its source. Every other command does the same before it begins.`;

const schemas = ['prisma', 'services/settlement/prisma', 'services/notification/prisma'];

const [name = '', ...args] = process.argv.slice(2);
const command = commands[name];
if (!command) leave(usage(), name === '--help' || name === '' ? 0 : 2);
if (!command.script && args.some((arg) => arg === '--help' || arg === '-h')) leave(aboutBuild, 0);
checkNode();
process.chdir(root);
await alone(async () => {
  await install();
  await generate();
  await build();
  await bundle();
});
if (command.script) await give(command, args);

/**
 * Commands that prepare one checkout at the same time would break each other's installation: they take turns.
 * @param {() => Promise<void>} prepare
 */
async function alone(prepare) {
  const lock = join(root, '.manteban', 'preparing.lock');
  mkdirSync(dirname(lock), { recursive: true });
  for (let waited = false; !taken(lock); waited = true) {
    if (!waited) process.stderr.write('Another command prepares this checkout; waiting for it …\n');
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  const release = () => rmSync(lock, { force: true });
  process.once('exit', release);
  await prepare();
  process.off('exit', release);
  release();
}

/** Whether the lock is ours now. One whose holder is gone counts for nothing. @param {string} lock */
function taken(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    const holder = Number(read(lock));
    if (holder && !alive(holder)) rmSync(lock, { force: true });
    return false;
  }
}

/** @param {number} pid */
function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

function usage() {
  const lines = Object.entries(commands).map(([key, { about }]) => `  ${key.padEnd(17)}${about}`);
  return `Usage: node cli/bootstrap.mjs COMMAND [arguments]   (COMMAND --help tells more)\n\n${lines.join('\n')}`;
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [neededMajor = 0, neededMinor = 0] = oldestNode;
  if (major > neededMajor || (major === neededMajor && minor >= neededMinor)) return;
  leave(
    `This needs Node ${oldestNode.join('.')} or newer and runs on ${process.versions.node}: install a newer Node.`,
    1,
  );
}

async function install() {
  const lock = join(root, 'package-lock.json');
  const stamp = join(root, 'node_modules', '.installed');
  const wanted = hash(readFileSync(lock));
  if (read(stamp) === wanted) return;
  // npm writes its own list last of all, so an installation by hand that is newer than the lockfile is whole.
  const installed = join(root, 'node_modules', '.package-lock.json');
  const byHand = existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs;
  if (byHand) return writeFileSync(stamp, wanted);
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  await step('Installing dependencies', [...npm, 'ci', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(stamp, wanted);
}

async function generate() {
  const missing = schemas.filter((folder) => existsSync(join(root, folder, 'schema.prisma')) && !generated(folder));
  await Promise.all(
    missing.map(async (folder) => {
      const schema = join(root, folder, 'schema.prisma');
      const prisma = [process.execPath, join(root, 'node_modules/prisma/build/index.js')];
      // Generating needs no engine binary, but looks for one: any file satisfies it and saves the download.
      const env = {
        PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
        CHECKPOINT_DISABLE: '1',
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
      };
      await step(`Generating the database client of ${folder}`, [...prisma, 'generate', '--schema', schema], env);
      writeFileSync(generatedStamp(folder), hash(readFileSync(schema)));
    }),
  );
}

/** @param {string} folder */
function generated(folder) {
  return read(generatedStamp(folder)) === hash(readFileSync(join(root, folder, 'schema.prisma')));
}

/** @param {string} folder */
function generatedStamp(folder) {
  const schema = readFileSync(join(root, folder, 'schema.prisma'), 'utf8');
  const output = /^\s*output\s*=\s*"(.+)"/m.exec(schema)?.[1] ?? '../generated';
  return `${join(root, folder, output)}.sha256`;
}

async function build() {
  const stamp = join(root, 'dist', '.built');
  /** @type {string[]} */
  const folders = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')).include;
  const sources = folders.filter((folder) => folder !== 'test');
  const wanted = fingerprint(sources, ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json']);
  if (read(stamp) === wanted) return;
  await step('Building', [
    process.execPath,
    join(root, 'node_modules/typescript/bin/tsc'),
    '-p',
    'tsconfig.build.json',
  ]);
  writeFileSync(stamp, wanted);
}

async function bundle() {
  const stamp = join(root, 'dist', '.bundled');
  const wanted = fingerprint(['workflows', 'domain', 'worker'], ['package-lock.json']);
  if (read(stamp) === wanted && existsSync(join(root, 'dist', 'workflow-bundle.js'))) return;
  await step('Bundling the workflows', [process.execPath, join(root, 'dist', 'cli', 'bundle.js')]);
  writeFileSync(stamp, wanted);
}

/** @param {{ script: string, args?: string[] }} command @param {string[]} given */
async function give({ script, args: fixed = [] }, given) {
  const path = join(root, script);
  if (!existsSync(path)) leave(`${script} is not there; is the checkout whole?`, 1);
  process.setSourceMapsEnabled(true);
  process.argv = [process.execPath, path, ...fixed, ...given];
  await import(pathToFileURL(path).href);
}

/**
 * Runs one preparation and shows that it goes on; what it wrote is shown when it fails.
 * @param {string} title @param {string[]} line @param {Record<string, string>} env
 */
async function step(title, line, env = {}) {
  const began = Date.now();
  const seconds = () => `${Math.round((Date.now() - began) / 1000)} s`;
  const live = process.stderr.isTTY;
  if (!live) process.stderr.write(`${title} …\n`);
  const show = () => process.stderr.write(live ? `\r\x1b[K${title} … ${seconds()}` : `${title} … ${seconds()}\n`);
  const timer = setInterval(show, live ? 200 : 10_000);
  const { code, output } = await run(line, env);
  clearInterval(timer);
  process.stderr.write(`${live ? '\r\x1b[K' : ''}${code === 0 ? '✓' : '✗'} ${title} (${seconds()})\n`);
  if (code !== 0)
    leave(`${output.trim().split('\n').slice(0, 40).join('\n')}\n\n${title} failed; what it said stands above.`, 1);
}

/**
 * @param {string[]} line @param {Record<string, string>} env @returns {Promise<{ code: number | null, output: string
 * }>}
 */
function run([file = '', ...args], env) {
  return new Promise((resolve) => {
    const windowsShell = process.platform === 'win32' && file === 'npm';
    const child = spawn(file, args, { cwd: root, env: { ...process.env, ...env }, shell: windowsShell });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.once('error', (error) => resolve({ code: 1, output: error.message }));
    child.once('close', (code) => resolve({ code, output }));
  });
}

/** Changes with any source file. @param {string[]} folders @param {string[]} files */
function fingerprint(folders, files) {
  const paths = [...folders.flatMap((folder) => walk(join(root, folder))), ...files.map((file) => join(root, file))];
  const lines = paths.map((path) => `${relative(root, path)} ${statSync(path).size} ${statSync(path).mtimeMs}`);
  return hash(lines.sort().join('\n'));
}

/** @param {string} folder @returns {string[]} */
function walk(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? walk(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}

/** @param {string} path */
function read(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** @param {string | Buffer} data */
function hash(data) {
  return createHash('sha256').update(data).digest('hex');
}

/** @param {string} message @param {number} code @returns {never} */
function leave(message, code) {
  (code === 0 ? process.stdout : process.stderr).write(`${message}\n`);
  process.exit(code);
}
