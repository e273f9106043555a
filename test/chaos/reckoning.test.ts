/** What chaos counts: each kind of thing that may go wrong is seen. */
import { describe, expect, it } from 'vitest';
import type { CaseBooks, DeliveryBooks } from '../../proof/chaos/books.ts';
import { discrepancies } from '../../proof/chaos/reckoning.ts';
import { chainStart, link, type AuditLink } from '../../store/subjects/audit-chain.ts';

const id = '00000000-0000-4000-8000-000000000001';

function chainOf(...entries: readonly [effect: string, action: string, data?: object][]): AuditLink[] {
  const chain: AuditLink[] = [];
  for (const [index, [effect, action, data = {}]] of entries.entries()) {
    const record = { subjectId: id, sequence: index + 1, effect, at: new Date(0), actor: 'system', action, data };
    chain.push(link(chain.at(-1)?.hash ?? chainStart, record));
  }
  return chain;
}

const handedOver = ['assess:0', 'assessed', { kind: 'handedOver' }] as const;
const approved = ['decide:0', 'decided', { outcome: 'approved' }] as const;
const filed = ['file:0', 'filed'] as const;
const keys = [`${id}:notify:received:0:patient`, `${id}:notify:decision:0:patient`];

function delivered(key: string, facts: Partial<DeliveryBooks> = {}): DeliveryBooks {
  return { key, channel: 'sms', state: 'delivered', rank: 0, isDue: false, uncertain: 0, arrivals: 1, ...facts };
}

/** An officer approved, and all went well. */
const whole: CaseBooks = {
  id,
  procedure: 'immediate',
  stage: 'closed',
  outcome: 'approved',
  ending: null,
  opening: 0,
  filingNumber: 'EXAMPLE-1',
  hasAgent: false,
  messages: [],
  outbox: [],
  chain: chainOf([...handedOver], [...approved], [...filed]),
  tasks: [{ kind: 'officerDecision', state: 'completed' }],
  notices: keys,
  accepted: keys,
  deliveries: [
    ...keys.map((key) => delivered(key)),
    delivered(keys[1]!, { channel: 'slip', state: 'waiting', rank: 2, arrivals: 0 }),
  ],
  entitlements: [{ key: `${id}:file:0`, filingNumber: 'EXAMPLE-1' }],
  runs: [{ workflowId: `application/${id}`, status: 'COMPLETED' }],
};

it('finds nothing where all is well', () => {
  expect(discrepancies(whole)).toEqual([]);
});

it('lets a home visit outlive the decision', () => {
  expect(discrepancies({ ...whole, tasks: [{ kind: 'visitPlanning', state: 'ready' }] })).toEqual([]);
});

describe('papers that were asked for', () => {
  const asked = ['supplement:0', 'supplementRequested'] as const;
  const withdrawn = ['decide:0', 'withdrawn', { ending: 'withdrawn' }] as const;
  const told = [`${id}:notify:received:0:patient`, `${id}:notify:ending:0:patient`];
  const ended = {
    ...whole,
    stage: 'ended',
    outcome: null,
    ending: 'withdrawn',
    filingNumber: null,
    entitlements: [],
    notices: told,
    accepted: told,
    deliveries: told.map((key) => delivered(key)),
  };
  const saidSo = ['notify:supplementRequested:0', 'told'] as const;

  it('need not be told where the run that asked died, and the application was withdrawn', () => {
    expect(discrepancies({ ...ended, chain: chainOf([...handedOver], [...asked], [...withdrawn]) })).toEqual([]);
  });

  it('have to be told where the case went on', () => {
    const chain = chainOf([...handedOver], [...asked], [...saidSo], [...withdrawn]);
    expect(discrepancies({ ...ended, chain })).toContain(
      `message ${id}:notify:supplementRequested:0:patient: 0 instead of 1`,
    );
  });
});

it('lets a provider be told twice where nobody knows how an attempt ended', () => {
  const deliveries = keys.map((key) => delivered(key, { state: 'sent', uncertain: 1, arrivals: 2 }));
  expect(discrepancies({ ...whole, deliveries })).toEqual([]);
});

describe('finds', () => {
  const [link1, link2, link3] = whole.chain;
  const entitlement = { key: `${id}:file:0`, filingNumber: 'EXAMPLE-2' };
  it.each<[string, Partial<CaseBooks>, string]>([
    ['a case that is not over', { stage: 'filing' }, 'it stands in filing'],
    ['a broken chain', { chain: [link1!, link3!, link2!] }, 'its audit chain is broken at 3'],
    [
      'two decisions',
      { chain: chainOf([...handedOver], [...approved], [...approved], [...filed]) },
      'conclusion of opening 0: 2 instead of 1',
    ],
    ['an opening without an end', { opening: 1 }, 'conclusion of opening 1: 0 instead of 1'],
    ['a missing filing', { entitlements: [] }, `entitlement ${id}:file:0: 0 instead of 1`],
    [
      'a second entitlement',
      { entitlements: [...whole.entitlements, entitlement] },
      `entitlement ${id}:file:0: 2 instead of 1`,
    ],
    ['a handbook that was not allotted', { procedure: 'reviewChain' }, 'handbook of opening 0: 0 instead of 1'],
    ['a message that was never accepted', { accepted: keys.slice(1) }, `message ${keys[0]}: 0 instead of 1`],
    ['a message twice', { accepted: [...keys, keys[1]!] }, `message ${keys[1]}: 2 instead of 1`],
    ['an agent who was not told', { hasAgent: true }, `message ${id}:notify:decision:0:agent: 0 instead of 1`],
    [
      'a workflow that runs on',
      { runs: [{ workflowId: `application/${id}`, status: 'RUNNING' }] },
      `workflow application/${id} RUNNING: 1 instead of 0`,
    ],
    [
      'a task that is left',
      { tasks: [{ kind: 'officerDecision', state: 'completing' }] },
      'a task of kind officerDecision is left completing',
    ],
    [
      'a message without an answer',
      { messages: [{ kind: 'withdrawn', state: 'sent' }] },
      'a message is left without an answer: withdrawn',
    ],
    ['an outbox that is not empty', { outbox: ['start:x'] }, 'the outbox still holds start:x'],
    [
      'a message that no channel brings',
      { deliveries: whole.deliveries.slice(1) },
      `message ${keys[0]} is brought by no channel`,
    ],
    [
      'a delivery under way',
      ofFirst({ state: 'uncertain', isDue: true }),
      `message ${keys[0]} is still uncertain by sms`,
    ],
    [
      'a letter that waits for nothing',
      ofFirst({ channel: 'slip', state: 'waiting' }),
      `message ${keys[0]} waits to be brought by slip, and no other channel has it`,
    ],
    [
      'a message sent twice',
      ofFirst({ arrivals: 2 }),
      `message ${keys[0]} came 2 times to the provider by sms, 0 attempts are uncertain`,
    ],
    [
      'a message sent, and never there',
      ofFirst({ arrivals: 0 }),
      `message ${keys[0]} came 0 times to the provider by sms, 0 attempts are uncertain`,
    ],
  ])('%s', (_what, wrong, finding) => {
    expect(discrepancies({ ...whole, ...wrong })).toContain(finding);
  });
});

function ofFirst(facts: Partial<DeliveryBooks>): Partial<CaseBooks> {
  return { deliveries: [delivered(keys[0]!, facts), ...whole.deliveries.slice(1)] };
}
