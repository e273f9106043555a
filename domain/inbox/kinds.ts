/** What can wait for somebody: one inbox shows it all. In the order in which those of the same place stand. */
export const inboxKinds = ['ballot', 'contact', 'opinion', 'task'] as const;
export type InboxKind = (typeof inboxKinds)[number];
