import { composeInbox } from '../../api/inbox/compose.ts';
import type { Capability } from '../capability.ts';

/** 待办: all that waits for somebody, whatever it is. */
export const inbox: Capability = { word: 'inbox', routes: composeInbox };
