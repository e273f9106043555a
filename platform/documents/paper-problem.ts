/** Why a paper shows nothing to whoever has to read it; words for each stand in the locales. */
export type PaperProblem = 'damaged' | 'locked' | 'noPage' | 'tooManyPages' | 'tooLarge' | 'tooSlow' | 'codec';

/** A4 at 600 dpi has 35 million, the largest picture of most telephones 50. */
export const mostPixels = 64_000_000;
export const mostPages = 300;
/** For one paper, on a machine that is busy. */
export const longestMs = 15_000;
