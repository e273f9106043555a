import { least, minus, sum, type Fen } from '../money.ts';

/**
 * What a person has used up in a service year, by the figure that it counts towards: deductibles borne, payments under
 * a limit. Claims add to it, reversals take their own contributions back.
 */
export type Accumulators = Readonly<Record<string, Fen>>;

export function withContributions(before: Accumulators, contributions: Accumulators): Accumulators {
  return combined(before, contributions, (amount, added) => sum([amount, added]));
}

/** What comes to nothing is left out, so that taking back what was added restores the same value. */
export function withoutContributions(before: Accumulators, contributions: Accumulators): Accumulators {
  const rest = combined(before, contributions, minus);
  return Object.fromEntries(Object.entries(rest).filter(([, amount]) => amount !== 0));
}

function combined(before: Accumulators, others: Accumulators, combine: (amount: Fen, other: Fen) => Fen): Accumulators {
  const changed = Object.entries(others).map(([key, other]) => [key, combine(before[key] ?? zero, other)]);
  return { ...before, ...Object.fromEntries(changed) };
}

const zero = 0 as Fen;

/** The accumulators of a person's year while one claim is settled against them. */
export class Ledger {
  readonly #before: Accumulators;
  readonly #contributions: Record<string, Fen> = {};
  readonly #dependsOn = new Set<string>();
  readonly #borneHere: Record<string, Fen> = {};

  constructor(before: Accumulators) {
    this.#before = before;
  }

  used(key: string): Fen {
    return sum([this.#before[key] ?? zero, this.#contributions[key] ?? zero]);
  }

  /** What earlier claims and this one have left of a figure. */
  room(key: string, figure: Fen): Fen {
    return minus(figure, least(figure, this.used(key)));
  }

  add(key: string, amount: Fen): void {
    if (amount > 0) this.#contributions[key] = sum([this.#contributions[key] ?? zero, amount]);
  }

  /** A deductible, of the year or of this claim alone. */
  bear({ key, per }: { readonly key: string; readonly per: 'year' | 'claim' }, amount: Fen): void {
    if (per === 'year') this.add(key, amount);
    else this.#borneHere[key] = sum([this.borneHere(key), amount]);
  }

  /** Of a deductible that each claim bears anew. */
  borneHere(key: string): Fen {
    return this.#borneHere[key] ?? zero;
  }

  /** The claim would come out otherwise had earlier claims used less under this key. */
  dependOn(key: string): void {
    if ((this.#before[key] ?? 0) > 0) this.#dependsOn.add(key);
  }

  get contributions(): Accumulators {
    return this.#contributions;
  }

  get dependsOn(): readonly string[] {
    return [...this.#dependsOn];
  }
}
