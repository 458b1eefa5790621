/** Text of kernels. */
const ESCAPE = String.fromCharCode(27);
const COLOURS = new RegExp(`${ESCAPE}\\[[0-?]*[ -/]*[@-~]`, 'g');

/** Text that was written for a terminal, without its colours. */
export function plain(text: string): string {
  return text.replace(COLOURS, '').trimEnd();
}
