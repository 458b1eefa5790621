import { Token } from '@lumino/coreutils';

import type { Answer } from '../answer/schema';
import type { Attachment } from '../context/attachment';

/** The chat in the sidebar, for what asks in it. */
export interface IChat {
  /** Shows it, with context attached to the message that is being written there. */
  attach(attached: readonly Attachment[]): void;
  /** Shows it, asks, and gives the answer; null where there is none. */
  ask(message: string, attached: readonly Attachment[]): Promise<Answer | null>;
}

/** Null in Voilà, which has no sidebar. */
export const IChat = new Token<IChat | null>(
  'jupyterlab-galactica:IChat',
  'The chat in the sidebar, to be asked about what is open.'
);
