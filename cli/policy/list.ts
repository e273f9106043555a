import { policyHistory, type PolicyTerm } from '../../domain/policy/history.ts';
import { listedDiseases, missingRecognitionFigures } from '../../domain/policy/recognition.ts';
import { readPolicyTexts } from '../../platform/policy-texts.ts';
import { fromRoot } from '../../platform/project-root.ts';
import { columns } from './columns.ts';

/** What is in force in a region between two days. */
export interface Listed {
  readonly region: string;
  readonly pack: string;
  readonly version: string;
  readonly overlay: string | null;
  /** null: since ever. */
  readonly from: string | null;
  /** null: until something else is. */
  readonly until: string | null;
  /** Whether applications are taken then. */
  readonly open: boolean;
  readonly diseases: readonly { readonly code: string; readonly name: string; readonly procedure: string | null }[];
}

/** @throws DomainError POLICY_INVALID */
export function listPolicies(overlays: string | undefined, packs = fromRoot('policies')): Listed[] {
  const texts = readPolicyTexts(packs, overlays);
  const history = policyHistory(texts.packs, texts.overlays);
  return history.regions.flatMap((region) => history.termsOf(region).map((term) => listed(region, term)));
}

function listed(region: string, { policy, completedBy, from, until }: PolicyTerm): Listed {
  return {
    region,
    pack: policy.pack,
    version: policy.version,
    overlay: completedBy ?? null,
    from: from ?? null,
    until: until ?? null,
    open: missingRecognitionFigures(policy).length === 0,
    diseases: (policy.diseases.value === null ? [] : listedDiseases(policy)).map(({ code, names, procedure }) => ({
      code,
      name: names.zh,
      procedure: procedure.value,
    })),
  };
}

export function printPolicies(all: readonly Listed[]): string {
  const terms = all.map(({ region, pack, version, overlay, from, until, open, diseases }) => [
    region,
    `${pack} ${version}`,
    overlay ?? '-',
    from ?? 'ever',
    until ?? '-',
    open ? 'yes' : 'no',
    String(diseases.length),
  ]);
  const diseases = all.flatMap(({ region, from, diseases: each }) =>
    each.map(({ code, name, procedure }) => [region, from ?? 'ever', code, name, procedure ?? 'not stated']),
  );
  return [
    ...columns([['REGION', 'PACK', 'OVERLAY', 'FROM', 'UNTIL', 'TAKES APPLICATIONS', 'DISEASES'], ...terms]),
    '',
    ...columns([['REGION', 'FROM', 'DISEASE', 'NAME', 'PROCEDURE'], ...diseases]),
  ].join('\n');
}
