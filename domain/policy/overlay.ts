import type { Finding } from '../errors.ts';
import { packSchema, type Figure, type OverlayFile, type PackFile } from './schema.ts';
import { dotted, findingsOf, type Path, type Source } from './source.ts';
import { isFigure } from './vocabulary.ts';

/** A pack as an operator completed it. */
export interface Overlaid {
  readonly data: PackFile;
  readonly findings: readonly Finding[];
  /** `file:line:column` in whichever of the two files supplied the value. */
  locate(path: Path): string;
  originOf(path: string): Figure<unknown>['origin'];
}

interface Graft {
  /** Where it is put in the pack's data, and how the pack's people call that place. */
  readonly at: Path;
  readonly path: string;
  readonly from: Path;
}

/** Fills what the pack leaves `null`, adds diseases, institutions and groups, and touches nothing that is stated. */
export function overlaid(
  pack: PackFile,
  packSource: Source,
  overlay?: { data: OverlayFile; source: Source },
): Overlaid {
  if (!overlay) return { data: pack, findings: [], locate: packSource.locate, originOf: () => 'pack' };
  const { data: file, source } = overlay;
  const draft = structuredClone(pack);
  const grafting = new Grafting(draft, file, source);
  grafting.checkAddress();
  for (const [path, value] of Object.entries(file.figures)) grafting.fill(path, value);
  grafting.addDiseases();
  grafting.addInstitutions();
  grafting.addGroups();

  const locate = grafting.locator(packSource);
  const issues = packSchema.safeParse(draft).error?.issues ?? [];
  return {
    data: draft,
    findings: [...grafting.findings, ...findingsOf(issues, locate)],
    locate,
    originOf: (path) => (grafting.supplies(path) ? (file.example ? 'example' : 'overlay') : 'pack'),
  };
}

class Grafting {
  readonly findings: Finding[] = [];
  readonly #grafts: Graft[] = [];
  readonly #draft: PackFile;
  readonly #file: OverlayFile;
  readonly #source: Source;

  constructor(draft: PackFile, file: OverlayFile, source: Source) {
    this.#draft = draft;
    this.#file = file;
    this.#source = source;
  }

  checkAddress(): void {
    const { pack, version } = this.#draft;
    if (this.#file.pack !== pack) this.#reject(['pack'], `is for ${this.#file.pack}, not for ${pack}`, `Write ${pack}`);
    if (this.#file.packVersion !== version) {
      this.#reject(
        ['packVersion'],
        `is for ${this.#file.packVersion}, not for ${version}`,
        `Read version ${version} and write it here`,
      );
    }
  }

  fill(path: string, value: unknown): void {
    const found = figureAt(this.#draft, path);
    const from = ['figures', path];
    if (!found)
      return this.#reject(from, 'no such figure in the pack', 'See `npm run policy -- explain` for the paths');
    if (found.figure.value !== null) {
      return this.#reject(
        from,
        `the pack states it (${found.figure.clause})`,
        'Remove it; an overlay only fills what is null',
      );
    }
    if (value === null) return this.#reject(from, 'null fills nothing', 'Give a value, or `none` where there is none');
    Object.assign(found.figure, { value, clause: this.#file.basis });
    delete found.figure.note; // it explained the silence
    this.#grafts.push({ at: [...found.at, 'value'], path, from });
  }

  addDiseases(): void {
    const added = Object.entries(this.#file.diseases ?? {});
    if (added.length === 0) return;
    const listed = (this.#draft.diseases.value ??= {});
    if (listed === 'none') return this.#reject(['diseases'], 'the pack states that it lists none', 'Remove them');
    for (const [code, disease] of added) {
      const from = ['diseases', code];
      if (listed[code]) this.#reject(from, 'the pack lists this disease', 'Give its figures under `figures`');
      else {
        listed[code] = disease;
        this.#grafts.push({ at: ['diseases', 'value', code], path: `diseases.${code}`, from });
      }
    }
  }

  addInstitutions(): void {
    const added = this.#file.institutions ?? [];
    if (added.length === 0) return;
    const register = (this.#draft.institutions.value ??= []);
    if (register === 'none')
      return this.#reject(['institutions'], 'the pack states that there are none', 'Remove them');
    for (const [index, institution] of added.entries()) {
      const registered = register.find(({ code }) => code === institution.code);
      const from = ['institutions', index];
      if (!registered) {
        this.#grafts.push({
          at: ['institutions', 'value', register.length],
          path: `institutions.${institution.code}`,
          from,
        });
        register.push(institution);
      } else if (registered.names.zh === institution.names.zh && institution.class.value === null) {
        registered.terms.push(...institution.terms);
      } else {
        this.#reject(
          from,
          `the register has ${institution.code}`,
          'Repeat its name to add terms; give its class under `figures`',
        );
      }
    }
  }

  /** After the pack's own, so that none takes the place of what it states for the same people. */
  addGroups(): void {
    const { byGroup } = this.#draft.benefits;
    for (const [code, group] of Object.entries(this.#file.byGroup ?? {})) {
      const from = ['byGroup', code];
      if (byGroup[code]) this.#reject(from, 'the pack has this group', 'Give its figures under `figures`');
      else if (!group.appliesTo.populations)
        this.#reject(
          from,
          'is for everybody, and so in place of what the pack says',
          'Name populations in `appliesTo`',
        );
      else {
        byGroup[code] = group;
        this.#grafts.push({ at: ['benefits', 'byGroup', code], path: `benefits.byGroup.${code}`, from });
      }
    }
  }

  supplies(path: string): boolean {
    return this.#grafts.some((graft) => path === graft.path || path.startsWith(`${graft.path}.`));
  }

  locator(packSource: Source): (path: Path) => string {
    return (path) => {
      const graft = this.#grafts.find(({ at }) => at.every((step, index) => path[index] === step));
      return graft ? this.#source.locate([...graft.from, ...path.slice(graft.at.length)]) : packSource.locate(path);
    };
  }

  #reject(from: Path, problem: string, hint: string): void {
    this.findings.push({ where: this.#source.locate(from), problem: `${dotted(from)}: ${problem}`, hint });
  }
}

/** Finds `institutions.some-hospital.class` as people write it: through figures, and by code in lists. */
function figureAt(
  pack: PackFile,
  path: string,
): { figure: { value: unknown; clause: string; note?: string }; at: Path } | undefined {
  let current: unknown = pack;
  const at: PropertyKey[] = [];
  for (const step of path.split('.')) {
    if (isFigure(current)) {
      current = current.value;
      at.push('value');
    }
    if (typeof current !== 'object' || current === null) return undefined;
    const key = Array.isArray(current)
      ? current.findIndex((item) => (item as { code?: unknown })?.code === step)
      : step;
    if (!Object.hasOwn(current, key)) return undefined;
    current = (current as Record<PropertyKey, unknown>)[key];
    at.push(key);
  }
  return isFigure(current) ? { figure: current, at } : undefined;
}
