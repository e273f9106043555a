/** What the answers of a route show of people: every route says so, and it is put down before the answer leaves. */
import { z } from 'zod';
import type { Caller } from '../../domain/access/access.ts';
import type { DataKind, Shown, Subjects } from '../../domain/reads/data-kinds.ts';
import type { Exchange } from '../../platform/http/mount.ts';
import type { AnyAnswer } from '../../platform/http/route.ts';

export type ShownBy = (answer: AnyAnswer, exchange: Exchange<Caller>) => Shown | undefined;

export interface Disclosing {
  /** What of whom an answer shows; `nothing`: masked, figures, or only what the caller has said. */
  readonly discloses: 'nothing' | ShownBy;
  /** Whom the call is about, where its path does not say. A refusal is put down under them. */
  readonly concerns?: (exchange: Exchange<Caller>) => Subjects | undefined;
}

/** Reads bodies of this shape; nothing where there is nobody of whom to tell. */
export type ShownIn<Body> = (body: Body, exchange: Exchange<Caller>) => Shown | undefined;

/** Read off the answer as it leaves. */
export function disclosing<Body>(shown: ShownIn<Body>): ShownBy & { readonly reads: ShownIn<Body> } {
  const shownBy: ShownBy = ({ body }, exchange) => (body === undefined ? undefined : shown(body as Body, exchange));
  return Object.assign(shownBy, { reads: shown });
}

/** Always the same of whomever the path names. */
export function disclosingAlways(...kinds: readonly DataKind[]): ShownBy {
  return (_answer, exchange) => ({ ...subjectsInPath(exchange), kinds });
}

const uuid = z.uuid();

/** What the `{id}` of a path names. */
const named: readonly (readonly [RegExp, keyof Subjects])[] = [
  [/^\/v1\/applications\/\{id\}/, 'cases'],
  [/\/members\/\{id\}/, 'cases'],
  [/\/sampling\/draws\/.*\/cases\/\{id\}/, 'cases'],
  [/^\/v1\/tasks\/\{id\}/, 'tasks'],
  [/^\/v1\/outreach\/contacts\/\{id\}/, 'contacts'],
  [/^\/v1\/documents\/\{id\}/, 'documents'],
];

/** Whom the path is about; nobody where it names nobody. */
export function subjectsInPath({ path, params }: Pick<Exchange<Caller>, 'path' | 'params'>): Subjects | undefined {
  const kind = named.find(([pattern]) => pattern.test(path))?.[1];
  const { id } = params as { id?: string };
  return kind && id !== undefined && uuid.safeParse(id).success ? { [kind]: [id] } : undefined;
}
