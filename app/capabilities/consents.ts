import { composeConsents } from '../../api/consents/compose.ts';
import type { Capability } from '../capability.ts';

/** 单独同意 */
export const consents: Capability = { word: 'consents', routes: composeConsents };
