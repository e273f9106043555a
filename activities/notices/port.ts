import type { NoticeMessage } from '../../domain/notices/message.ts';

/** The notification service, for messages to people. */
export interface Notifier {
  /** Accepts once per key; delivery is the service's own work. */
  accept(key: string, message: NoticeMessage): Promise<{ messageId: string; acceptedAt: Date }>;
}
