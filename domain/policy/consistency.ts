import type { Finding } from '../errors.ts';
import type { Overlaid } from './overlay.ts';
import type { PackFile } from './schema.ts';
import { dotted, type Path } from './source.ts';

interface Reference {
  readonly at: Path;
  readonly problem: string;
  readonly mend: string;
}

/** What a schema cannot say: every name that a policy uses is one that it declares, and no name means two things. */
export function inconsistencies({ data, locate }: Overlaid): Finding[] {
  return [
    ...procedureSections(data),
    ...relatedDiseases(data),
    ...sharedNames(data),
    ...institutionTerms(data),
    ...triggers(data),
  ].map(({ at, problem, mend }) => ({ where: locate(at), problem: `${dotted(at)}: ${problem}`, mend }));
}

function listedDiseases(pack: PackFile) {
  const { value } = pack.diseases;
  return value === null || value === 'none' ? [] : Object.entries(value);
}

function procedureSections(pack: PackFile): Reference[] {
  return listedDiseases(pack).flatMap(([code, { procedure }]) => {
    const name = procedure.value;
    if (name === null || name === 'none' || pack.procedures[name]) return [];
    const at = ['diseases', 'value', code, 'procedure', 'value'];
    return [{ at, problem: `the pack has no procedures.${name}`, mend: `Describe it under procedures.${name}` }];
  });
}

function relatedDiseases(pack: PackFile): Reference[] {
  const listed = new Set(listedDiseases(pack).map(([code]) => code));
  return listedDiseases(pack).flatMap(([code, disease]) =>
    (['excludes', 'supersedes'] as const).flatMap((relation) =>
      disease[relation].flatMap((other, index) => {
        if (listed.has(other) && other !== code) return [];
        const at = ['diseases', 'value', code, relation, index];
        return [{ at, problem: `${other} is not another listed disease`, mend: 'Name a listed one' }];
      }),
    ),
  );
}

function sharedNames(pack: PackFile): Reference[] {
  const owners = new Map(listedDiseases(pack).map(([code]) => [code, code]));
  return listedDiseases(pack).flatMap(([code, disease]) =>
    [disease.names.zh, ...disease.aliases].flatMap((name, index) => {
      const owner = owners.get(name) ?? code;
      owners.set(name, owner);
      if (owner === code) return [];
      const at = ['diseases', 'value', code, ...(index === 0 ? ['names', 'zh'] : ['aliases', index - 1])];
      return [{ at, problem: `${name} already names ${owner}`, mend: 'A name finds one disease' }];
    }),
  );
}

function institutionTerms(pack: PackFile): Reference[] {
  const register = pack.institutions.value;
  if (register === null || register === 'none') return [];
  const listed = new Set(listedDiseases(pack).map(([code]) => code));
  return register.flatMap((institution, index) => {
    const at: Path = ['institutions', 'value', index];
    const twice = register.findIndex(({ code }) => code === institution.code) < index;
    const unknown = institution.terms.flatMap(({ diseases }, term) =>
      diseases === 'all'
        ? []
        : diseases
            .filter((code) => !listed.has(code))
            .map((code) => ({ code, at: [...at, 'terms', term, 'diseases'] })),
    );
    return [
      ...(twice
        ? [{ at: [...at, 'code'], problem: `${institution.code} is in the register twice`, mend: 'Keep one' }]
        : []),
      ...unknown.map((term) => ({
        at: term.at,
        problem: `${term.code} is not listed`,
        mend: 'Name listed diseases, or `all`',
      })),
    ];
  });
}

function triggers(pack: PackFile): Reference[] {
  const { value } = pack.homeVisit.triggers;
  if (value === null || value === 'none') return [];
  return value.flatMap((code, index) =>
    pack.populations[code]
      ? []
      : [
          {
            at: ['homeVisit', 'triggers', 'value', index],
            problem: `${code} is no population of the pack`,
            mend: 'Describe it under populations',
          },
        ],
  );
}
