/** What human work can be about. */
export const subjectKinds = ['case', 'person', 'institution', 'round', 'draw'] as const;
export type SubjectKind = (typeof subjectKinds)[number];

/** What a task is about. Of a case, its record says where the task stands; of all else, whoever asks does. */
export type TaskSubject =
  | { readonly kind: 'case'; readonly id: string }
  | {
      readonly kind: Exclude<SubjectKind, 'case'>;
      readonly id: string;
      readonly region: string;
      /** In whose words the open points are said. */
      readonly policyVersionId: string;
    };
