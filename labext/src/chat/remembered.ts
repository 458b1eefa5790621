import type { Conversations } from './conversations';

const KEY = 'jupyterlab-galactica:conversation';
/** Remembered where a new conversation is shown, in which nothing is said yet. */
const NEW = 'new';

/** Has this tab of the browser show the conversation again after a reload; null for a new one. */
export function rememberConversation(conversation: string | null): void {
  sessionStorage.setItem(KEY, conversation ?? NEW);
}

/** The conversation that this tab showed; in a new tab, the one in which something was said last. */
export async function rememberedConversation(conversations: Conversations): Promise<string | null> {
  const remembered = sessionStorage.getItem(KEY);
  if (remembered === NEW) {
    return null;
  }
  if (remembered !== null) {
    return remembered;
  }
  return (await conversations.list('')).conversations[0]?.id ?? null;
}
