/**
 * The API of the sampling check over decisions put there by hand; the round that Temporal starts runs when a test says
 * so.
 */
import { witnessedIn } from '../witnessed.ts';
import { createWitness } from '../../../api/reads/witness.ts';
import { createPersonalReads } from '../../../store/reads/reads.ts';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPrismaSampling } from '../../../store/sampling/sampling-store.ts';
import { createSamplingActivities } from '../../../activities/sampling/sampling-activities.ts';
import { createApi } from '../../../api/http/app.ts';
import { createAuthoriser } from '../../../api/http/authentication.ts';
import { publishPolicies } from '../../../store/policies/published-policies.ts';
import { composeSampling } from '../../../api/sampling/compose.ts';
import { createSpeaker } from '../../../api/http/speaker.ts';
import { localDay } from '../../../domain/time-zone.ts';
import type { WorkingCalendar } from '../../../domain/deadlines/working-days.ts';
import { PrismaClient, type Prisma } from '../../../generated/engine/client.ts';
import { connect } from '../../../platform/database.ts';
import { serve } from '../../../platform/http/serve.ts';
import { createMetrics } from '../../../platform/metrics.ts';
import { fromRoot } from '../../../platform/project-root.ts';
import { sealer } from '../../../platform/sealing.ts';
import { createPolicyStore } from '../../../store/policies/policy-versions.ts';
import { silent } from '../../services/harness.ts';
import { createDatabase } from '../../support/databases.ts';
import { aSubject } from '../../support/subjects.ts';
import { callable } from '../calls.ts';
import { createIssuer, verifiedByNobody } from '../tokens.ts';

export type SamplingDesk = Awaited<ReturnType<typeof startSamplingDesk>>;

/** A decision of November as a test wants it. */
interface WantedDecision extends Partial<Prisma.ApplicationCaseUncheckedCreateInput> {
  readonly decidedBy?: Prisma.InputJsonObject;
}

export const byOfficer = { kind: 'person', subject: 'officer-1', role: 'handlingOfficer' };

export async function startSamplingDesk() {
  const folder = await mkdtemp(join(tmpdir(), 'manteban-sampling-'));
  const [url, tokens] = await Promise.all([createDatabase('engine'), createIssuer(join(folder, 'jwks.json'))]);
  const database = connect(PrismaClient, url);
  const { prisma } = database;
  const clock = { at: new Date('2026-12-02T02:00:00Z'), now: () => new Date(clock.at) };
  const sealing = sealer(`k1:${randomBytes(32).toString('base64')}`);
  const published = await publishPolicies(prisma, {
    packs: fromRoot('policies'),
    overlays: fromRoot('examples', 'overlays'),
    clock,
  });
  const policies = createPolicyStore(prisma);
  const calendar = JSON.parse(await readFile(fromRoot('policies', 'calendar', 'cn.json'), 'utf8')) as WorkingCalendar;
  const inForce = { openRegion: published.openRegion, all: () => [published.openRegion('rizhao')] };
  const sampling = createSamplingActivities({ sampling: createPrismaSampling(prisma), inForce, policies, calendar });
  const routes = composeSampling({
    prisma,
    sealer: sealing,
    clock,
    policies,
    published,
    speak: createSpeaker(policies),
  });
  const authorise = await createAuthoriser(
    { ...tokens.trusted, identity: verifiedByNobody, log: silent },
    async () => ({
      isInactive: false,
      standsInFor: [],
    }),
  );
  const witness = createWitness(routes, {
    reads: createPersonalReads(database.run),
    clock,
    lookupKey: randomBytes(32).toString('base64'),
  });
  const parts = {
    log: silent,
    metrics: createMetrics('sampling'),
    readiness: {},
    extend: () => {},
    checkReplies: true,
  };
  const closers = [database.close, () => rm(folder, { recursive: true })];
  const serving = await serve({
    app: createApi({ ...parts, authorise, routes, witness }),
    host: '127.0.0.1',
    port: 0,
    log: silent,
    closers,
  });
  const { as, close } = await callable(serving.url, tokens, witnessedIn(prisma), serving.close);
  const { reference } = published.openRegion('rizhao');

  /** Approved by an officer on what a hospital's record said, unless it differs. */
  async function aDecision(differing: WantedDecision = {}): Promise<string> {
    const [id, submissionId, personId] = [randomUUID(), randomUUID(), randomUUID()];
    const decidedAt = (differing.decidedAt as Date | undefined) ?? new Date('2026-11-20T02:00:00Z');
    const applicantSealed = sealing.seal({ name: '虚构甲', idNumber: '990101196001010011' });
    const said = {
      channel: 'window',
      applicantSealed,
      receivedAt: decidedAt,
      clientId: 'desk-1',
      idempotencyKey: id,
      bodyHash: '',
    };
    await prisma.submission.create({
      data: { id: submissionId, ...said, region: 'rizhao', policyVersionId: reference.id, personId },
    });
    const about = {
      region: 'rizhao',
      disease: 'hypertensionComplicated',
      sensitive: false,
      kind: 'initial',
      insuranceType: 'resident',
      institution: 'hospital-1',
    };
    const standing = {
      procedure: 'monthlyBatch',
      status: 'decided',
      stage: 'closed',
      outcome: 'approved',
      holdsPlace: true,
    };
    await aSubject(prisma, 'case', id);
    await prisma.applicationCase.create({
      data: {
        id,
        submissionId,
        ordinal: 0,
        personId,
        ...about,
        ...standing,
        receivedAt: decidedAt,
        decidedAt,
        decidedBy: byOfficer,
        reasons: [],
        ...differing,
      },
    });
    const facts = {
      person: { known: true },
      insurance: [],
      categories: [],
      records: [{ kind: 'inpatientStay', institution: 'hospital-1', on: '2026-05-06', icd10: 'I11.0' }],
      recognised: [],
      papers: [],
    };
    const verdict = { kind: 'approve', supersedes: [] };
    await prisma.assessment.create({
      data: {
        id: randomUUID(),
        caseId: id,
        ordinal: 0,
        assessedAt: decidedAt,
        verdict,
        trace: [{ rule: 'admissionCriteria' }],
        factsSealed: sealing.seal(facts),
      },
    });
    return id;
  }

  return {
    prisma,
    clock,
    sealer: sealing,
    sampling,
    as,
    close,
    aDecision,
    async onRegister(subject: string, entry: object = {}): Promise<void> {
      const row = {
        roles: ['expert'],
        regions: ['rizhao'],
        institution: null,
        specialties: ['cardiology'],
        active: true,
        ...entry,
      };
      await prisma.staffMember.create({ data: { subject, ...row, updatedAt: clock.now(), updatedBy: 'supervisor-1' } });
    },
    /** As the workflow runs it. */
    async round(): Promise<void> {
      const at = clock.now().toISOString();
      for (const drawId of await sampling.openDraws({ today: localDay(clock.at), at }))
        await sampling.drawCases({ drawId, at });
      let after;
      do ({ next: after } = await sampling.callJudges({ at, ...(after && { after }) }));
      while (after);
    },
    /** An extra draw of everything that was decided in a month; returns its path. */
    async drawAll(month: string): Promise<string> {
      const all = { region: 'rizhao', month, percent: 100, reason: '示例：全部复核' };
      const supervisor = as({ subject: 'supervisor-1', roles: ['supervisor'], regions: ['rizhao'] });
      const { body } = await supervisor('POST', '/v1/sampling/draws', all, { 'idempotency-key': randomUUID() });
      return body.links.self as string;
    },
    async asked(caseId: string): Promise<[subject: string, state: string][]> {
      const rows = await prisma.samplingOpinion.findMany({
        where: { caseId },
        orderBy: [{ drawId: 'asc' }, { ordinal: 'asc' }],
      });
      return rows.map(({ subject, state }) => [subject, state]);
    },
  };
}
