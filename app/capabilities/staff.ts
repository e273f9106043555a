import { composeStaff } from '../../api/staff/compose.ts';
import type { Capability } from '../capability.ts';

/** 人员: who works here, who is away, who was trained in what. */
export const staff: Capability = { word: 'staff', routes: composeStaff };
