import { z } from 'zod';
import { TemplateName, Version } from './values.ts';

/** By language and key, with placeholders such as `{{date}}` where a message has its values. */
const Sentences = z
  .record(z.string().max(10), z.record(z.string().max(200), z.string().max(5_000)))
  .meta({ description: 'By language and key' });
export type TemplateSentences = z.output<typeof Sentences>;

export const TemplateParams = z.strictObject({ template: TemplateName });
export const TemplateVersionParams = TemplateParams.extend({ version: Version });
export const TemplateWording = z.strictObject({ sentences: Sentences });
const Since = z.iso.datetime().meta({ description: 'When it was first used' });
export const TemplateVersionMark = z.strictObject({ version: Version, since: Since });
export const TemplateVersion = TemplateVersionMark.extend({ sentences: Sentences });
export const TemplateVersionList = z.strictObject({ versions: z.array(TemplateVersionMark) });
