import { DomainError, type Finding } from '../errors.ts';
import { addDays, plainDate, type PlainDate } from '../plain-date.ts';
import { stated } from './figure.ts';
import { loadPolicy, readOverlay } from './load.ts';
import type { OverlayFile, Policy } from './schema.ts';
import { readSource, type Path } from './source.ts';

export interface PolicyText {
  readonly file: string;
  readonly text: string;
}

/** A version of a pack, with the overlay that completes it then, between two days, both included. */
export interface PolicyTerm {
  /** Undefined: since ever. */
  readonly from: PlainDate | undefined;
  /** Undefined: until something else is in force. */
  readonly until: PlainDate | undefined;
  readonly policy: Policy;
  readonly pack: PolicyText;
  readonly overlay: PolicyText | undefined;
  /** Name and version of the overlay. */
  readonly completedBy: string | undefined;
}

/** What was in force when, of each region: versions of its pack one after the other, and overlays within them. */
export interface PolicyHistory {
  readonly regions: readonly string[];
  /** In their order; none for a region that no pack covers. */
  termsOf(region: string): readonly PolicyTerm[];
  on(region: string, day: PlainDate): PolicyTerm | undefined;
}

interface Version {
  readonly source: PolicyText;
  readonly policy: Policy;
  readonly overlays: readonly Supplied[];
  readonly from: PlainDate | undefined;
  readonly until: PlainDate | undefined;
}

interface Supplied {
  readonly source: PolicyText;
  readonly data: OverlayFile;
  readonly from: PlainDate;
  readonly until: PlainDate | undefined;
}

/**
 * Puts every version of every pack and every overlay into the order of their first days. Overlays of one version follow
 * each other; two that hold on one day are a mistake, as is one that never comes into force.
 * @throws DomainError POLICY_INVALID
 */
export function policyHistory(packs: readonly PolicyText[], overlays: readonly PolicyText[]): PolicyHistory {
  const supplied = overlays.map(suppliedBy);
  const loaded = packs.map((source) => ({
    source,
    policy: loadPolicy(source.text, undefined, { pack: source.file, overlay: '' }),
  }));
  const names = [...new Set(loaded.map(({ policy }) => policy.pack))];
  const versions = names.map((name) =>
    inOrder(
      loaded.filter(({ policy }) => policy.pack === name),
      supplied,
    ),
  );
  refuse([...supplied.flatMap((overlay) => strayed(overlay, loaded)), ...sharedRegions(versions)]);
  const terms = new Map(versions.map((each) => [each[0]!.policy.region.code, each.flatMap(termsOf)]));
  return {
    regions: [...terms.keys()],
    termsOf: (region) => terms.get(region) ?? [],
    on: (region, day) => terms.get(region)?.find((term) => holds(term, day)),
  };
}

function holds({ from, until }: Pick<PolicyTerm, 'from' | 'until'>, day: PlainDate): boolean {
  return (from === undefined || from <= day) && (until === undefined || day <= until);
}

function suppliedBy(source: PolicyText): Supplied {
  const data = readOverlay(source.text, source.file);
  const from = plainDate(data.inForceFrom);
  const until = data.inForceUntil === undefined ? undefined : plainDate(data.inForceUntil);
  return { source, data, from, until };
}

/** An overlay of no version that is here. */
function strayed({ source, data }: Supplied, loaded: readonly Pick<Version, 'policy'>[]): Finding[] {
  const versions = loaded.filter(({ policy }) => policy.pack === data.pack).map(({ policy }) => policy.version);
  if (versions.includes(data.packVersion)) return [];
  const known = versions.length > 0 ? `its versions are ${versions.join(', ')}` : 'there is no such pack';
  const at = versions.length > 0 ? 'packVersion' : 'pack';
  return [finding(source, [at], `${at}: completes ${data.pack} ${data.packVersion}, and ${known}`, 'Name one that is')];
}

function sharedRegions(versions: readonly (readonly Version[])[]): Finding[] {
  const owners = new Map<string, string>();
  return versions.flat().flatMap(({ source, policy }) => {
    const owner = owners.get(policy.region.code) ?? policy.pack;
    owners.set(policy.region.code, owner);
    if (owner === policy.pack) return [];
    return [finding(source, ['region', 'code'], `region.code: ${owner} covers this region`, 'A region has one pack')];
  });
}

/** By first days; a version holds until the next begins. */
function inOrder(loaded: readonly Pick<Version, 'source' | 'policy'>[], all: readonly Supplied[]): Version[] {
  const dated = loaded.map((version) => {
    const { pack, version: name } = version.policy;
    const overlays = all
      .filter(({ data }) => data.pack === pack && data.packVersion === name)
      .toSorted((a, b) => (a.from < b.from ? -1 : 1));
    return { ...version, overlays, from: firstDayOf(version.policy, overlays) };
  });
  const versions = dated.toSorted((a, b) => ((a.from ?? '') < (b.from ?? '') ? -1 : 1));
  refuse([
    ...versions.flatMap((version, index) => sameFirstDay(version, versions[index - 1])),
    ...versions.flatMap(({ overlays }) => overlapping(overlays)),
  ]);
  return versions.map((version, index) => ({ ...version, until: dayBefore(versions[index + 1]?.from) }));
}

/** As the pack states it; where it is silent, as an overlay supplies it. */
function firstDayOf(policy: Policy, overlays: readonly Supplied[]): PlainDate | undefined {
  const own = stated(policy.inForceFrom) as PlainDate | undefined;
  const days = overlays.flatMap(({ data }) => data.figures['inForceFrom'] ?? []) as PlainDate[];
  return own ?? days.toSorted()[0];
}

function sameFirstDay(
  { source, from }: Pick<Version, 'source' | 'from'>,
  before: Pick<Version, 'source' | 'from'> | undefined,
): Finding[] {
  if (!before || before.from !== from) return [];
  const problem = `inForceFrom: ${before.source.file} begins ${from ?? 'at no stated day'} as well`;
  return [finding(source, ['inForceFrom', 'value'], problem, 'Give each version its first day')];
}

function overlapping(overlays: readonly Supplied[]): Finding[] {
  return overlays.flatMap(({ source, from, until }, index) => {
    const backwards = until !== undefined && until < from;
    const before = overlays[index - 1];
    const meets = before && (before.from === from || (before.until !== undefined && from <= before.until));
    return [
      ...(backwards ? [finding(source, ['inForceUntil'], 'inForceUntil: is before its first day', 'Mend it')] : []),
      ...(meets
        ? [
            finding(
              source,
              ['inForceFrom'],
              `inForceFrom: on ${from} ${before.source.file} completes the pack as well`,
              'End one before the other begins, or put both into one file',
            ),
          ]
        : []),
    ];
  });
}

/** A version alone, and completed by one overlay after the other. */
function termsOf({ source: pack, policy, overlays, from, until }: Version): PolicyTerm[] {
  const terms: PolicyTerm[] = [];
  const alone = { policy, pack, overlay: undefined, completedBy: undefined };
  let open: { from: PlainDate | undefined } | undefined = { from };
  for (const [index, { source: overlay, data, ...own }] of overlays.entries()) {
    const begins = later(own.from, from);
    const ends = earlier(own.until ?? dayBefore(overlays[index + 1]?.from), until);
    if (ends !== undefined && ends < begins) refuse([neverInForce(overlay, { from, until })]);
    if (open && (open.from === undefined || open.from < begins))
      terms.push({ from: open.from, until: dayBefore(begins), ...alone });
    const names = { pack: pack.file, overlay: overlay.file };
    const completed = loadPolicy(pack.text, overlay.text, names);
    const completedBy = `${data.overlay} ${data.version}`;
    terms.push({ from: begins, until: ends, policy: completed, pack, overlay, completedBy });
    open = ends && { from: addDays(ends, 1) };
  }
  if (open && (until === undefined || open.from === undefined || open.from <= until))
    terms.push({ from: open.from, until, ...alone });
  return terms;
}

function neverInForce(overlay: PolicyText, { from, until }: Pick<Version, 'from' | 'until'>): Finding {
  const problem = `inForceFrom: the version that it completes holds from ${from ?? 'ever'} to ${until}`;
  return finding(overlay, ['inForceFrom'], problem, 'Complete the version that holds then');
}

function dayBefore(day: PlainDate | undefined): PlainDate | undefined {
  return day && addDays(day, -1);
}

function later(day: PlainDate, other: PlainDate | undefined): PlainDate {
  return other !== undefined && other > day ? other : day;
}

function earlier(day: PlainDate | undefined, other: PlainDate | undefined): PlainDate | undefined {
  if (day === undefined || other === undefined) return day ?? other;
  return other < day ? other : day;
}

function finding({ file, text }: PolicyText, path: Path, problem: string, hint: string): Finding {
  return { where: readSource(file, text).locate(path), problem, hint };
}

function refuse(findings: readonly Finding[]): void {
  const [first] = findings;
  if (first) throw new DomainError('POLICY_INVALID', `${first.where}: ${first.problem}`, { findings });
}
