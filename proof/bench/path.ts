import type { DemoClient } from '../demo/client.ts';
import type { ExampleApplication } from '../../examples/format.ts';
import type { Applicants } from './applicants.ts';
import type { BareWorkflow } from './bare/names.ts';
import type { Spread } from './measure.ts';

/** A bare workflow that does what the engine does on a path. */
export interface BareSide {
  readonly workflow: BareWorkflow;
  /** Its letter, and what it is. */
  readonly title: string;
  /** At least so many times its throughput is the engine's to reach. */
  readonly goal: number;
}

/** A way of applications through the engine that is measured. */
export interface Path {
  /** The leanest last: beside its counts stand the engine's. */
  readonly bare: readonly BareSide[];
  readonly goals: {
    /** History events of a case, at most. */
    readonly events: number;
    /** Milliseconds to the decision: p50 alone, p95 at a quarter of the highest rate. */
    readonly unhurried?: Spread;
  };
  /** People whom nobody has met before; what they apply for is approved. */
  applicants(count: number): Applicants;
  /** What takes one application as far as its decision, and resolves with the case's id. */
  decided(client: DemoClient): (line: ExampleApplication) => Promise<string>;
}

export type Side = BareWorkflow | 'engine';

/** In the order of their turns. */
export function sidesOf({ bare }: Path): readonly Side[] {
  return [...bare.map(({ workflow }) => workflow), 'engine'];
}

export function leanestOf({ bare }: Path): BareSide {
  return bare.at(-1)!;
}
