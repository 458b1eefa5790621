import { type Conversation, type Conversations, type Format, FORMATS } from './conversations';
import type { Entry } from '../menu';

/** Menu entries that save a conversation as a file. */
export function exportEntries(
  conversations: Conversations,
  conversation: string,
  attempt: (work: Promise<void>) => void
): Entry[] {
  return (Object.keys(FORMATS) as Format[]).map(format => [
    `Export as ${FORMATS[format]}`,
    (): void => {
      attempt(conversations.export(conversation, format).then(save));
    }
  ]);
}

/** Asks for a notebook and makes a conversation of its answers; null where none is chosen. */
export async function importConversation(
  conversations: Conversations
): Promise<Conversation | null> {
  const notebook = await chosenFile('.ipynb');
  return notebook ? conversations.import(notebook) : null;
}

function save(file: File): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  URL.revokeObjectURL(link.href);
}

function chosenFile(accept: string): Promise<File | null> {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = accept;
  return new Promise(resolve => {
    input.addEventListener('change', () => {
      resolve(input.files?.[0] ?? null);
    });
    input.addEventListener('cancel', () => {
      resolve(null);
    });
    input.click();
  });
}
