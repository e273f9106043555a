import { composeDocuments } from '../../api/documents/compose.ts';
import type { Capability } from '../capability.ts';

/** 材料: the papers of applications. */
export const documents: Capability = { word: 'documents', routes: composeDocuments };
