import { composeReads } from '../../api/reads/compose.ts';
import type { Capability } from '../capability.ts';

/** 查阅记录: who looked at whom; every route writes it, these show it. */
export const reads: Capability = { word: 'reads', routes: composeReads };
