import type { Caller } from '../../../domain/access/access.ts';
import type { Role } from '../../../domain/access/grants.ts';
import { reviewingInstitution } from '../../../domain/eligibility/designation.ts';
import { DomainError, type Finding } from '../../../domain/errors.ts';
import type { PlainDate } from '../../../domain/plain-date.ts';
import { known, knownValue } from '../../../domain/policy/figure.ts';
import { getDisease, missingDiseaseFigures } from '../../../domain/policy/recognition.ts';
import type { Disease, Policy } from '../../../domain/policy/schema.ts';
import type { SubmissionForm, SupplementForm } from './form.ts';

/** Channels by which somebody else applies; they need an authorised agent (PRACTICE, Agents). */
const channelsOfAgents: readonly string[] = ['assisted', 'proxy'];

/** What stands in the pack's way at submission; clinical and formal questions are the rules', not asked here. */
export function checkSubmission(form: SubmissionForm, policy: Policy, caller: Caller): void {
  checkChannel(form, policy);
  checkOneApplicationADisease(form, policy);
  checkRecords(form, caller);
  checkPresence(form, caller);
}

/** The disease with everything that recognising it needs. @throws DomainError naming what is missing. */
export function acceptingDisease(policy: Policy, name: string, on: PlainDate, where?: string): Disease {
  const disease = getDisease(policy, name, where);
  if (disease.procedure.value === null) {
    const { path, clause } = disease.procedure;
    throw new DomainError(
      'NO_PROCEDURE',
      `${policy.pack} names no procedure for ${disease.code} (${path}, ${clause}).`,
      {
        params: { pack: policy.pack, disease: disease.code, path, clause },
      },
    );
  }
  for (const figure of missingDiseaseFigures(policy, disease)) known(figure);
  if (disease.procedure.value === 'reviewChain') requireReviewer(policy, disease.code, on);
  return disease;
}

/** A chain that nobody may walk would keep the case waiting for good. */
function requireReviewer(policy: Policy, disease: string, on: PlainDate): void {
  if (reviewingInstitution(policy, { disease, institution: null }, on)) return;
  throw new DomainError('NOBODY_COMPETENT', `No institution of the register reviews ${disease} on ${on}.`, {
    params: { pack: policy.pack, disease, on, missing: ['reviewingInstitution'] },
  });
}

function checkChannel({ channel, agent }: SubmissionForm, policy: Policy): void {
  const offered = knownValue(policy.channels);
  if (!offered.includes(channel)) {
    throw invalid({
      where: '/body/channel',
      problem: `${channel} is not offered in this region`,
      hint: offered.join(', '),
    });
  }
  if (channelsOfAgents.includes(channel) && !agent) {
    throw new DomainError('AGENT_NOT_AUTHORISED', `The channel ${channel} needs an agent with an authorisation.`, {
      params: { channel },
      findings: [{ where: '/body/agent', problem: 'missing', hint: 'say who acts, and by what authorisation' }],
    });
  }
}

/** Whose word counts that somebody is there. */
const desks: readonly Role[] = ['hospitalDesk', 'handlingOfficer', 'externalSystem'];

function checkPresence({ presence }: SubmissionForm, { roles }: Caller): void {
  if (!presence || roles.some((role) => desks.includes(role))) return;
  throw invalid({
    where: '/body/presence',
    problem: 'only a desk states that somebody is present',
    hint: 'leave it out, and sign in as the person whom it is about',
  });
}

function checkOneApplicationADisease({ diseases }: SubmissionForm, policy: Policy): void {
  const codes = diseases.map(
    ({ disease }, index) => getDisease(policy, disease, `/body/diseases/${index}/disease`).code,
  );
  const repeated = codes.findIndex((code, index) => codes.indexOf(code) < index);
  if (repeated >= 0) {
    throw invalid({
      where: `/body/diseases/${repeated}`,
      problem: `${codes[repeated]} stands here twice`,
      hint: 'name it once',
    });
  }
}

function checkRecords({ channel, diseases }: SubmissionForm, caller: Caller): void {
  const findings = diseases.flatMap(({ records }, disease) =>
    untrusted(records, `/body/diseases/${disease}`, caller, channel === 'hospital'),
  );
  if (findings.length > 0) throw invalid(...findings);
}

/** @throws DomainError INVALID_REQUEST when there are findings */
export function checkPapers(findings: readonly Finding[]): void {
  if (findings.length > 0) throw invalid(...findings);
}

/**
 * @throws DomainError INVALID_REQUEST when what is supplied later holds records that do not come from their hospital.
 */
export function checkSupplement({ records }: SupplementForm, caller: Caller): void {
  const findings = untrusted(records, '/body', caller, true);
  if (findings.length > 0) throw invalid(...findings);
}

/**
 * Structured records can decide a case without an officer, so they come from the hospital that made them, or not at
 * all.
 */
function untrusted(
  records: SupplementForm['records'],
  at: string,
  { roles, institution }: Caller,
  byHospital: boolean,
): Finding[] {
  const trusted = byHospital && roles.some((role) => role === 'hospitalDesk' || role === 'externalSystem');
  return records.flatMap((record, index): Finding[] => {
    const where = `${at}/records/${index}`;
    if (!trusted)
      return [{ where, problem: 'structured records come from hospitals only', hint: 'upload the paper instead' }];
    if (record.institution === institution) return [];
    return [
      {
        where: `${where}/institution`,
        problem: `not the institution of this token`,
        hint: institution ?? 'a token of a hospital',
      },
    ];
  });
}

function invalid(...findings: Finding[]): DomainError {
  const [first] = findings;
  return new DomainError('INVALID_REQUEST', `${first!.where}: ${first!.problem}`, { findings });
}
