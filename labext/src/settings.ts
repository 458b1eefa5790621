import type { ISettingRegistry } from '@jupyterlab/settingregistry';

/** What the user set for the chat. */
export interface ChatSettings {
  model: string;
  /** Empty leaves the choice to the model. */
  task: string;
  sendKey: 'Enter' | 'Ctrl+Enter';
  /** Whether the model is loaded when the panel is first shown. */
  preload: boolean;
}

export const DEFAULT_SETTINGS: ChatSettings = {
  model: 'demo',
  task: '',
  sendKey: 'Enter',
  preload: true
};

export function readSettings({
  composite
}: Pick<ISettingRegistry.ISettings, 'composite'>): ChatSettings {
  const { model, task, sendKey, preload } = composite;
  return {
    model: typeof model === 'string' ? model : DEFAULT_SETTINGS.model,
    task: typeof task === 'string' ? task : '',
    sendKey: sendKey === 'Ctrl+Enter' ? sendKey : 'Enter',
    preload: preload !== false
  };
}
