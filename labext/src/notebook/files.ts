/** Files of the server as context of a question. */
import { PathExt } from '@jupyterlab/coreutils';
import type { Contents } from '@jupyterlab/services';

import { isRecord } from '../answer/json';
import { type Attachment, attachment } from '../context/attachment';

const MOST = 15;
/** Of a longer file no window holds more than a small part. */
const MOST_BYTES = 20_000_000;

type Files = Pick<Contents.IManager, 'get'>;

/** Paths that begin so, from `folder` on; those of folders end in a slash. */
export async function filesLike(files: Files, folder: string, begun: string): Promise<string[]> {
  const within = PathExt.dirname(begun);
  const listed = await files.get(PathExt.join(folder, within), { content: true });
  const entries: unknown = listed.content;
  return (Array.isArray(entries) ? entries : [])
    .filter(isRecord)
    .map(({ name, type }) => PathExt.join(within, String(name)) + (type === 'directory' ? '/' : ''))
    .filter(path => path.toLowerCase().startsWith(begun.toLowerCase()))
    .sort()
    .slice(0, MOST);
}

/** What a file holds. Fails with a sentence where that is no text. */
export async function fileContext(files: Files, path: string): Promise<Attachment> {
  const { size } = await files.get(path, { content: false });
  if ((size ?? 0) > MOST_BYTES) {
    throw new Error(`${path} is too large to be asked about; attach a part of it as a selection.`);
  }
  const extension = PathExt.extname(path).slice(1);
  const label = `File ${path}`;
  if (extension === 'ipynb') {
    const notebook = await files.get(path, { content: true, type: 'notebook' });
    return attachment(label, 'markdown', sourcesOf(notebook.content));
  }
  try {
    const file = await files.get(path, { content: true, type: 'file', format: 'text' });
    return attachment(label, extension, String(file.content));
  } catch {
    throw new Error(`${path} cannot be read as text, so that nothing of it can be attached.`);
  }
}

/** The sources of a notebook's cells. */
function sourcesOf(notebook: unknown): string {
  const cells = isRecord(notebook) && Array.isArray(notebook.cells) ? notebook.cells : [];
  return cells
    .filter(isRecord)
    .map(({ cell_type: type, source }) => {
      const text = Array.isArray(source) ? source.join('') : String(source);
      return type === 'code' ? `\`\`\`\n${text}\n\`\`\`` : text;
    })
    .join('\n\n');
}
