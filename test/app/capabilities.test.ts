import { describe, expect, it } from 'vitest';
import { capabilities } from '../../app/capabilities/index.ts';
import { passesOf, type Capability } from '../../app/capability.ts';
import { nightly } from '../../worker/schedules.ts';
import { effectsByQueue, serve } from '../../worker/served-effects.ts';
import { effectTable } from '../../workflows/effects.ts';
import * as workflows from '../../workflows/index.ts';

describe('the capabilities', () => {
  it('have a word each', () => {
    const words = capabilities.map(({ word }) => word);
    expect(new Set(words).size).toBe(words.length);
  });

  it('own every workflow that the workers have, each once', () => {
    const owned = capabilities.flatMap((capability: Capability) => capability.workflows ?? []);
    expect(owned.toSorted()).toEqual(Object.keys(workflows).toSorted());
  });

  it('schedule only workflows of their own', () => {
    for (const { workflows: own = [], passes = {} } of capabilities) {
      for (const { workflowType } of Object.values(passes)) expect(own).toContain(workflowType);
    }
  });
});

describe('two capabilities that claim the same', () => {
  const pass = nightly('outreachPass', 2, 10);

  it('schedule stop the start', () => {
    const twice = [
      { word: 'a', passes: { sought: pass } },
      { word: 'b', passes: { sought: pass } },
    ];
    expect(() => passesOf(twice)).toThrow('Two capabilities have a schedule sought.');
  });

  it('effect stop the start, whichever queue it is on', () => {
    const served = (['caseStore', 'settlement'] as const).map((queue) =>
      serve(effectTable<{ seek(): Promise<void> }>(queue, { seek: 'Seeks.' }), { seek: async () => {} }),
    );
    expect(() => effectsByQueue(served)).toThrow('Two effects are called seek.');
    expect(() => effectsByQueue(served.slice(1))).not.toThrow();
  });
});
