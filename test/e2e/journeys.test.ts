/** One stack from its first start on an empty home to its last, and what people do with it meanwhile. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import chromium from '@sparticuz/chromium';
import { chromium as playwright, type Browser, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import type { taskDetail } from '../../api/tasks/shapes.ts';
import { tidyTelephone } from '../../domain/telephone.ts';
import { satisfied } from '../api/papers.ts';
import { homeAt } from '../../stack/home.ts';
import { until } from '../../stack/until.ts';
import type { ExampleApplication } from '../../examples/format.ts';
import { fromRoot } from '../../platform/project-root.ts';
import { pidOf, processesOf, RunningStack } from '../support/running-stack.ts';
import { ended, expectOnceEach } from './once-each.ts';
import { examplesThat, officer, openWorld, withAgent, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await openWorld();
}, 120_000);

afterAll(() => world?.close());

test('it starts all, refuses a second copy, and brings back what dies', async () => {
  const first = world.stack();
  expect(await world.isReady()).toBe(true);

  const second = new RunningStack(world.environment);
  expect(await second.ended).toBe(1);
  expect(second.said).toContain('A stack runs already');
  expect(second.said).toContain(String(first.process.pid));
  expect(await world.isReady()).toBe(true);

  process.kill(pidOf(world.home, 'settlement'), 'SIGKILL');
  await first.says('Settlement service ended (SIGKILL)');
  await first.says('Settlement service is back');
}, 60_000);

async function submitted(line: ExampleApplication): Promise<string> {
  const answer = await world.client.submit(line);
  if (answer.kind === 'refused') throw new Error(answer.detail);
  return answer.receipt.applications[0]!.id;
}

describe('in a browser', () => {
  let browser: Browser;
  let page: Page;
  let caseId: string;

  /** Approved by the rules; patient and agent have a telephone. */
  const byTelephone = ({ caller, submission }: ExampleApplication) =>
    caller.role === 'applicant' && phonesOf(submission).length === 1;
  const [first, second, line] = examplesThat({ stage: 'decided', outcome: 'approved' }, byTelephone).map(withAgent);

  beforeAll(async () => {
    const executablePath = process.env.CHROMIUM ?? (await chromium.executablePath());
    // Its sandbox does not run as root, as in a container.
    browser = await playwright.launch({ executablePath, chromiumSandbox: false });
    for (const each of [first!, second!, line!]) {
      caseId = await submitted(each);
      await ended(world, caseId);
    }
  }, 180_000);

  afterAll(() => browser?.close());

  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 1480, height: 1080 } });
    page.setDefaultTimeout(30_000);
  });

  afterEach(() => page.close());

  function phonesOf({ applicant, agent }: ExampleApplication['submission']): string[] {
    const people = [applicant, agent] as ({ phone?: string } | undefined)[];
    return people.flatMap((person) => (person?.phone ? tidyTelephone(person.phone) : []));
  }

  /** SCREENSHOTS=docs/images renews the documentation's pictures; Chinese needs a font, as Debian's fonts-noto-cjk. */
  async function picture(name: string, width: number, height: number): Promise<void> {
    if (!process.env.SCREENSHOTS) return;
    await page.setViewportSize({ width, height });
    await page.screenshot({ path: fromRoot(process.env.SCREENSHOTS, `${name}.png`) });
  }

  async function shows(text: string | RegExp): Promise<void> {
    await page.getByText(text).first().waitFor();
  }

  /** What an administrator does once: the token shown at /codec, and the UI told to send what that gave the browser. */
  async function openPayloads(): Promise<void> {
    const endpoint = `${world.api}/codec`;
    await page.goto(endpoint);
    const serving = readFileSync(homeAt(world.home).serving, 'utf8');
    const { codecToken } = JSON.parse(serving) as { codecToken: string };
    await page.getByLabel('Token of the codec endpoint').fill(codecToken);
    await page.getByRole('button', { name: 'Open' }).click();
    await shows('Open in this browser');
    const chosen = { endpoint, includeCredentials: true, overrideRemoteCodecConfiguration: true };
    await page.addInitScript(
      `for (const [key, value] of Object.entries(${JSON.stringify(chosen)})) localStorage.setItem(key, JSON.stringify(value))`,
    );
  }

  test('Temporal UI reads like a case file, its payloads decoded', async () => {
    const ui = `http://127.0.0.1:${world.environment.TEMPORAL_UI_PORT}`;
    await openPayloads();
    await page.goto(`${ui}/namespaces/default/workflows/application%2F${caseId}`);
    await shows(`"${caseId}"`);
    await shows('"approved"');
    expect(await page.getByText('binary/encrypted').count()).toBe(0);

    const run = page.url().replace(/\/timeline.*$/, '');
    await page.goto(`${run}/history`);
    await shows(/^immediate · rizhao · rizhao-shandong-2020/);
    await picture('temporal-ui', 1480, 1280);
    await page.getByText('recordDecision').first().click();
    await shows('"decidedBy"');

    await page.goto(`${run}/user-metadata`);
    const details = page.locator('#user-metadata-current-details').contentFrame();
    await details.getByText(/approved.* by the rules at/).waitFor();

    await page.goto(`${run}/search-attributes`);
    await shows('"Stage"');
    await shows('"decided"');
  }, 90_000);

  test('/docs shows the API without asking anything of another machine', async () => {
    const asked = new Set<string>();
    page.on('request', (request) => asked.add(new URL(request.url()).origin));
    await page.goto(`${world.api}/docs`);
    await shows('Apply for one or more diseases of one person; one case each');
    await page.waitForLoadState('networkidle');
    expect([...asked]).toEqual([world.api]);
  }, 60_000);

  test('the mailbox shows the SMS to the patient and to the agent, and the slip to print', async () => {
    await page.goto(`${world.services.notification.url}/mailbox`);
    for (const phone of phonesOf(line!.submission)) await shows(`sms to ${phone}`);
    await picture('mailbox', 900, 760);
    const printed = await page.getByRole('link', { name: 'Print' }).first().getAttribute('href');
    const { status, headers } = await fetch(world.services.notification.url + printed);
    expect([status, headers.get('content-type')]).toEqual([200, 'application/pdf']);
  }, 60_000);
});

type Task = z.infer<typeof taskDetail>;

/** 202 = stored, and the case takes it as soon as it can: the worker may still be warming up. */
const answered = [200, 202];

async function call(path: string, body?: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const init = body ? ({ method: 'POST', headers, body: JSON.stringify(body) } as const) : {};
  const { status, body: answer } = await world.client.call(officer, path, init);
  expect(status, JSON.stringify(answer)).toBeOneOf(answered);
  return answer;
}

async function taskOf(applicationId: string): Promise<Task> {
  const { items } = (await call('/v1/tasks?region=rizhao')) as { items: Task[] };
  const [task] = items.filter((item) => item.applicationId === applicationId);
  return (await call(`/v1/tasks/${task!.id}`)) as Task;
}

test('stopped without a trace and started again: the open task is there, is decided, and the case ends', async () => {
  const offered = ({ caller, documents }: ExampleApplication) => caller.role === 'applicant' && documents.length > 0;
  const [line] = examplesThat({ stage: 'awaitingOfficer' }, offered);
  const id = await submitted(line!);
  const before = await taskOf(id);

  expect(await world.stack().stop()).toBe(0);
  expect(world.stack().said).toContain('All stopped');
  expect(processesOf(world.home)).toEqual([]);
  const secrets = readFileSync(join(world.home, 'secrets.json'), 'utf8');

  await world.startStack();
  expect(await world.isReady()).toBe(true);
  expect(readFileSync(join(world.home, 'secrets.json'), 'utf8')).toBe(secrets);

  const task = await taskOf(id);
  expect(task).toEqual(before);
  const claimed = (await call(`/v1/tasks/${task.id}/claim`, { version: task.version })) as Task;
  const answers = satisfied(claimed.open);
  const decision = { outcome: 'approved', answers };
  await call(`/v1/tasks/${task.id}/completion`, { version: claimed.version, decision });
  await expectOnceEach(world, line!, id);
}, 120_000);

test('killed, it leaves nothing: its guard sees that it is gone, and stops what it left', async () => {
  world.stack().process.kill('SIGKILL');
  await world.stack().ended;
  expect(await until(async () => processesOf(world.home).length === 0, 30_000)).toBe(true);
  expect(existsSync(join(world.home, 'postgres', 'postmaster.pid'))).toBe(false);
}, 60_000);
