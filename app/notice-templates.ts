import { missingRecognitionFigures } from '../domain/policy/recognition.ts';
import { checkTemplates } from '../domain/notices/preview.ts';
import { sharedSentences, templates, type Template } from '../domain/notices/templates.ts';
import type { PublishedHistory } from '../store/policies/published-policies.ts';
import { texts, wordingBelow, type Wording } from '../platform/texts.ts';

/**
 * Which wording of a template is in force: what a notice says comes from its template's own sentences and from those
 * that all share. @throws Error where a template cannot be written in some language for some region: then nothing
 * starts
 */
export function templateWordings(published: PublishedHistory): (template: Template) => Wording {
  const open = published.ever().filter(({ policy }) => missingRecognitionFigures(policy).length === 0);
  checkTemplates(
    open.map(({ policy }) => policy),
    texts,
  );
  const wordings = new Map(
    templates.map((template) => [template, wordingBelow(`notices.${template}`, ...sharedSentences)]),
  );
  return (template) => wordings.get(template)!;
}
