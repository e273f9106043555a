import { composeSettlement } from '../../api/settlement/compose.ts';
import type { Capability } from '../capability.ts';

/** 年度统计与经办记录: what was settled, as the settlement service counts it, and what it settles by. */
export const settlement: Capability = { word: 'settlement', routes: composeSettlement };
