/** Workflow time, the same on every replay: ISO instant. Every date of a case is one of these, handed to effects. */
export function now(): string {
  return new Date().toISOString();
}
