import type { ISettingRegistry } from '@jupyterlab/settingregistry';

/** What the user set for the chat; null and "" leave the choice to the server's configuration. */
export interface ChatSettings {
  model: string;
  task: string;
  temperature: number | null;
  newTokens: number | null;
  sendKey: 'Enter' | 'Ctrl+Enter';
}

export const DEFAULT_SETTINGS: ChatSettings = {
  model: '',
  task: '',
  temperature: null,
  newTokens: null,
  sendKey: 'Enter'
};

export function readSettings({ composite }: ISettingRegistry.ISettings): ChatSettings {
  const { model, task, temperature, newTokens, sendKey } = composite;
  return {
    model: typeof model === 'string' ? model : '',
    task: typeof task === 'string' ? task : '',
    temperature: typeof temperature === 'number' ? temperature : null,
    newTokens: typeof newTokens === 'number' ? newTokens : null,
    sendKey: sendKey === 'Ctrl+Enter' ? sendKey : 'Enter'
  };
}
