/** The words in the user's language; as they are written here until JupyterLab gives others. */

/** What of JupyterLab's translations is used. */
export interface Words {
  __(words: string): string;
}

let given: Words = { __: words => words };

/** Called as extraction tools expect: `trans.__('…')`, where the words are shown. */
export const trans: Words = { __: words => given.__(words) };

export function setWords(words: Words): void {
  given = words;
}
