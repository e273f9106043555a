import { changeCase, decideCase } from '../../store/cases/case-writes.ts';
import { createPrismaAlarms } from '../../store/alarms/alarms.ts';
import { createPrismaLedger } from '../../store/outbox/ledger.ts';
import { createPrismaRecognitions } from '../../store/cases/recognitions.ts';
import { createPrismaRegistry } from '../../store/registers/registry.ts';
import { registeredFacts } from '../../store/registers/registered-facts.ts';
import { createPrismaRegistryEvents } from '../../store/registers/registry-events.ts';
import { createLooks } from '../../activities/case/known-facts.ts';
import { createFilingActivities } from '../../activities/case/filing-activities.ts';
import { createReconcileActivities } from '../../activities/upkeep/reconcile-activities.ts';
import { createRegistryEventActivities } from '../../activities/continuity/registry-event-activities.ts';
import { createRenewalActivities } from '../../activities/continuity/renewal-activities.ts';
import type { ExecutionState } from '../../activities/upkeep/port.ts';
import type { PublishedPolicies } from '../../store/policies/published-policies.ts';
import type { Decision } from '../../domain/case/decision.ts';
import { byTheRules } from '../../domain/case/decision.ts';
import { plainDate } from '../../domain/plain-date.ts';
import { takeReadAnchor } from '../../store/reads/anchors.ts';
import { takeAnchor } from '../../store/subjects/audit-anchors.ts';
import { createLogger } from '../../platform/log.ts';
import { calendar } from '../domain/packs.ts';
import { SettlementInMemory } from '../workflows/far-edge.ts';
import { rizhao } from '../workflows/stories.ts';
import { openEngine } from './engine.ts';

/**
 * What keeps recognitions and the record right, on the engine's real records; settlement and Temporal are in memory.
 */
export async function openContinuity() {
  const engine = await openEngine();
  const { prisma, sealer, store, policyStore: policies } = engine;
  const settlement = new SettlementInMemory();
  const runs = new Map<string, ExecutionState>();
  const where = { pack: 'rizhao-shandong-2020', overlaySha: { not: null } };
  const row = await prisma.policyVersion.findFirstOrThrow({ where });
  const reference = {
    pack: row.pack,
    version: row.version,
    packSha: row.packSha,
    overlaySha: row.overlaySha,
    id: row.id,
  };
  const inForce: PublishedPolicies = {
    openRegion: () => ({ policy: rizhao, reference }),
    all: () => [{ policy: rizhao, reference }],
  };
  const recognitions = createPrismaRecognitions(engine);
  const alarms = createPrismaAlarms(prisma);
  const filing = createFilingActivities({
    store,
    policies,
    inForce,
    looks: createLooks(registeredFacts(engine, sealer)),
    calendar,
    settlement,
  });

  return {
    ...engine,
    settlement,
    filing,
    recognitions,
    alarms,
    inForce,
    renewals: createRenewalActivities({ store, recognitions, inForce, settlement, alarms }),
    registers: createRegistryEventActivities({
      store,
      recognitions,
      policies,
      inForce,
      settlement,
      alarms,
      events: createPrismaRegistryEvents(prisma),
      registry: createPrismaRegistry(engine, sealer),
    }),
    reconciling: createReconcileActivities({
      store,
      alarms,
      ledger: createPrismaLedger(prisma),
      log: createLogger('test', 'silent'),
      executionOfRound: async (roundId) => runs.get(roundId) ?? 'unknown',
      executionOf: async ({ caseId }) => runs.get(caseId) ?? 'unknown',
      takeAnchor: (day, takenAt) => takeAnchor(prisma, day, takenAt),
      takeReadAnchor: (day, takenAt) => takeReadAnchor(prisma, day, takenAt),
    }),
    /** What Temporal says of the case's run from now on. */
    runs,
    decide: (caseId: string, decision: Partial<Decision> = {}) => decide(caseId, { ...approved, ...decision }),
    /** A recognition that is filed, from 3 March 2026 until 2 March 2027. */
    async recognised(known?: Parameters<typeof engine.receivedCase>[0]) {
      const { caseId, personId } = await engine.receivedCase(known);
      await decide(caseId, approved);
      await filing.fileEntitlement({ caseId, opening: 0, at: approved.decidedAt });
      return { caseId, personId };
    },
    caseOf: (id: string) =>
      prisma.applicationCase.findUniqueOrThrow({
        where: { id },
        include: { submission: { include: { documents: true } } },
      }),
    /** Changes that the settlement service was told of, in order. */
    changes: () =>
      [...settlement.done].map(([key, change]) => ({ key, ...change })).filter((change) => 'kind' in change),
  };

  async function decide(caseId: string, decision: Decision): Promise<void> {
    const isApproved = decision.outcome === 'approved';
    const stage = isApproved ? 'filing' : 'closed';
    await store.effect(caseId, 'decide:0', () => ({
      at: new Date(decision.decidedAt),
      actor: 'rules',
      action: 'decided',
      result: decision,
      writes: [changeCase({ status: 'decided', stage, holdsPlace: isApproved }), decideCase(decision)],
    }));
  }
}

const approved: Decision = {
  ...byTheRules('approved'),
  decidedAt: '2026-03-02T01:00:00.000Z',
  benefitFrom: plainDate('2026-03-03'),
  benefitUntil: plainDate('2027-03-02'),
};
