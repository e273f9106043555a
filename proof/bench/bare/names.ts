/** Bare workflows, by the name of their function; each runs in a process and a database of that name. */
export const bareWorkflows = ['withActivities', 'withLocalActivities', 'reviewWithLocalActivities'] as const;
export type BareWorkflow = (typeof bareWorkflows)[number];
