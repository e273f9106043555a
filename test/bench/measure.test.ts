import { describe, expect, it } from 'vitest';
import { historyFigures } from '../../proof/bench/history.ts';
import { closedLoop, median, openLoop, spread } from '../../proof/bench/measure.ts';
import type { Client } from '@temporalio/client';

describe('spread', () => {
  const oneToHundred = Array.from({ length: 100 }, (_, index) => 100 - index);

  it('names the value that half, and that 95 of 100, do not exceed', () => {
    expect(spread(oneToHundred)).toEqual({ p50: 50, p95: 95 });
    expect(spread([7])).toEqual({ p50: 7, p95: 7 });
  });

  it('takes the middle of an even count between its two middle ones', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([3, 1, 2])).toBe(2);
  });
});

describe('closedLoop', () => {
  it('keeps as many under way as it was told, and does each once', async () => {
    let underWay = 0;
    let most = 0;
    const done: number[] = [];
    const times = await closedLoop(20, 4, async (index) => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise(setImmediate);
      underWay -= 1;
      done.push(index);
    });
    expect(most).toBe(4);
    expect(done.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index));
    expect(times).toHaveLength(20);
  });

  it('fails with the one that failed', async () => {
    await expect(closedLoop(3, 2, () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  });
});

it('an open loop does not wait for those before', async () => {
  const begun: number[] = [];
  let letGo = () => {};
  const last = new Promise<void>((resolve) => (letGo = resolve));
  await openLoop(3, 1_000, (index) => {
    begun.push(index);
    if (index === 2) letGo();
    return last;
  });
  expect(begun).toEqual([0, 1, 2]);
});

it('counts the bytes of payloads wherever they lie in a history, and nothing else', async () => {
  const payload = (length: number) => ({ metadata: { encoding: new Uint8Array(20) }, data: new Uint8Array(length) });
  const events = [
    { workflowExecutionStartedEventAttributes: { input: { payloads: [payload(3), payload(5)] }, identity: 'me' } },
    { workflowTaskCompletedEventAttributes: { binaryChecksum: 'x', meteringMetadata: {} } },
    { markerRecordedEventAttributes: { details: { result: { payloads: [payload(11)] } } } },
  ];
  const handle = { result: async () => undefined, fetchHistory: async () => ({ events }) };
  const client = { workflow: { getHandle: () => handle } } as unknown as Client;
  expect(await historyFigures(client, 'any')).toEqual({ events: 3, workflowTasks: 1, payloadBytes: 19 });
});
