import { createPrismaCaseStore } from '../../store/cases/case-store.ts';
import { publishPolicies } from '../../store/policies/published-policies.ts';
import { submissionForm } from '../../api/cases/submission/form.ts';
import { createReceiver } from '../../api/cases/submission/receive.ts';
import { createDocumentCheck } from '../../api/documents/require-documents.ts';
import { importRegistry } from '../../proof/demo/registry-import.ts';
import type { RegistryEntry } from '../../examples/format.ts';
import { PrismaClient } from '../../generated/engine/client.ts';
import { connect } from '../../platform/database.ts';
import { fromRoot } from '../../platform/project-root.ts';
import { lookupId, sealer } from '../../platform/sealing.ts';
import { createSubmissions } from '../../store/cases/submissions.ts';
import { createUploads } from '../../store/documents/uploads.ts';
import { createPolicyStore } from '../../store/policies/policy-versions.ts';
import { anApplicant, aPatient, registered, submission } from '../api/people.ts';
import { createDatabase } from '../support/databases.ts';

export const dataKeys = `d1:${Buffer.alloc(32, 1).toString('base64')}`;
const lookupKey = Buffer.alloc(32, 2).toString('base64');

export const receivedAt = new Date('2026-03-02T01:00:00Z');

export type Engine = Awaited<ReturnType<typeof openEngine>>;

/** The engine's records on a database of their own, with the packs and the example overlays published. */
export async function openEngine() {
  const url = await createDatabase('engine');
  const database = connect(PrismaClient, url, { max: 30 });
  const { prisma, run } = database;
  const seals = sealer(dataKeys);
  const sources = {
    packs: fromRoot('policies'),
    overlays: fromRoot('examples', 'overlays'),
    clock: { now: () => receivedAt },
  };
  const policies = await publishPolicies(prisma, sources);
  const receive = createReceiver({
    submissions: createSubmissions(database),
    requireDocuments: createDocumentCheck(createUploads(prisma)),
    sealer: seals,
    lookupKey,
    policies,
    clock: { now: () => receivedAt },
  });

  return {
    url,
    prisma,
    run,
    sealer: seals,
    store: createPrismaCaseStore(database, seals),
    policyStore: createPolicyStore(prisma),
    /** A received case of somebody whom the registries know so. */
    async receivedCase({ known = {}, form = {} }: { known?: Partial<RegistryEntry>; form?: object } = {}) {
      const patient = aPatient();
      await importRegistry(prisma, { sealer: seals, lookupKey }, [registered(patient, known)]);
      const personId = lookupId(lookupKey, patient.idNumber);
      const themselves = { ...anApplicant(), identity: { personId, name: patient.name } };
      const { cases } = await receive(submissionForm.parse(submission(patient, form)), patient.idNumber, themselves);
      return { caseId: cases[0]!.id, personId };
    },
    /** Entries of the case's audit chain, in order. */
    chainOf: (caseId: string) =>
      prisma.auditEntry.findMany({ where: { subjectId: caseId }, orderBy: { sequence: 'asc' } }),
    close: database.close,
  };
}
