import chromium from '@sparticuz/chromium';
import { chromium as playwright, type Browser, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ExampleApplication } from '../../examples/format.ts';
import { fromRoot } from '../../platform/project-root.ts';
import { ended } from './once-each.ts';
import { examplesThat, openWorld, type World } from './world.ts';

let world: World;
let browser: Browser;
let page: Page;
let caseId: string;

/** Approved by the rules; patient and agent have a telephone. */
const byTelephone = ({ submission }: ExampleApplication) => phonesOf(submission).length === 2;
const [first, second, line] = examplesThat({ stage: 'decided', outcome: 'approved' }, byTelephone);

beforeAll(async () => {
  const executablePath = process.env.CHROMIUM ?? (await chromium.executablePath());
  // Its sandbox does not run as root, as in a container.
  [browser, world] = await Promise.all([playwright.launch({ executablePath, chromiumSandbox: false }), openWorld()]);
  for (const each of [first!, second!, line!]) caseId = await decided(each);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await world?.close();
});

beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 1480, height: 1080 } });
  page.setDefaultTimeout(30_000);
});

afterEach(() => page.close());

function phonesOf({ applicant, agent }: ExampleApplication['submission']): string[] {
  const people = [applicant, agent] as ({ phone?: string } | undefined)[];
  return people.flatMap((person) => person?.phone ?? []);
}

async function decided(each: ExampleApplication): Promise<string> {
  const answer = await world.client.submit(each);
  if (answer.kind === 'refused') throw new Error(answer.detail);
  const { id } = answer.receipt.applications[0]!;
  await ended(world, id);
  return id;
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

test('Temporal UI reads like a case file, its payloads decoded', async () => {
  const ui = `http://127.0.0.1:${world.environment.TEMPORAL_UI_PORT}`;
  await page.goto(`${ui}/namespaces/default/workflows/application%2F${caseId}`);
  await shows('"agent-');
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
