/** Of a recognition that is no longer simply in force; `replaced`: another case carries it on. */
export const recognitionStates = ['suspended', 'replaced', 'ended'] as const;
export type RecognitionState = (typeof recognitionStates)[number];

/** It comes back by no event: another carries it on, or it has ended. */
export function isOver(state: RecognitionState | null): boolean {
  return state === 'replaced' || state === 'ended';
}
