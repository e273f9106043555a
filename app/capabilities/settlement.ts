import { composeSettlement } from '../../api/settlement/compose.ts';
import type { Capability } from '../capability.ts';

/** 年度统计: what was settled, as the settlement service counts it. */
export const settlement: Capability = { word: 'settlement', routes: composeSettlement };
