/** Of a recognition that is no longer simply in force; `replaced`: another case carries it on. */
export const recognitionStates = ['suspended', 'replaced', 'ended'] as const;
export type RecognitionState = (typeof recognitionStates)[number];
