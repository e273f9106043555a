/** What the applicants got to read, as the notification service delivered it. */
import type { Town } from './town.ts';

export interface Sent {
  readonly template: string;
  readonly to: 'patient' | 'agent';
  /** Texts by channel. */
  readonly texts: Readonly<Partial<Record<'sms' | 'slip' | 'email', string>>>;
}

interface Notice {
  readonly template: string;
  readonly recipient: 'patient' | 'agent';
  readonly messageId: string;
}

/** The texts of these notices, in their order. */
export async function sentOf(town: Town, notices: readonly Notice[]): Promise<Sent[]> {
  const articles = articlesIn(await town.read('notification', '/mailbox'));
  return notices.map(({ template, recipient, messageId }) => {
    const own = articles.filter(({ reference }) => reference.includes(messageId));
    return { template, to: recipient, texts: Object.fromEntries(own.map(({ channel, text }) => [channel, text])) };
  });
}

/** Of the mailbox page. */
function articlesIn(page: string) {
  const articles = page.matchAll(/<article data-channel="(\w+)" data-reference="([^"]*)"[^>]*>(.*?)<\/article>/gs);
  return [...articles].map(([, channel = '', reference = '', text = '']) => ({ channel, reference, text }));
}
