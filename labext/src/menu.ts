import { CommandRegistry } from '@lumino/commands';
import { Menu } from '@lumino/widgets';

import { create } from './answer/dom';

/** Something to do, by its name. */
export type Entry = readonly [label: string, execute: () => void];

/** A button that opens a menu; what it offers is asked when it is opened. */
export function menuButton(label: string, entries: () => readonly Entry[]): HTMLButtonElement {
  const button = plainButton('⋯', () => {
    const { left, bottom } = button.getBoundingClientRect();
    menuOf(entries()).open(left, bottom);
  });
  button.setAttribute('aria-label', label);
  button.setAttribute('aria-haspopup', 'menu');
  button.title = label;
  return button;
}

export function plainButton(label: string, execute: () => void): HTMLButtonElement {
  const button = create('button', 'jp-Galactica-plainButton', label);
  button.type = 'button';
  button.addEventListener('click', execute);
  return button;
}

function menuOf(entries: readonly Entry[]): Menu {
  const commands = new CommandRegistry();
  const menu = new Menu({ commands });
  entries.forEach(([label, execute], place) => {
    const command = `entry-${place}`;
    commands.addCommand(command, { label, execute });
    menu.addItem({ command });
  });
  menu.aboutToClose.connect(() => {
    setTimeout(() => {
      menu.dispose(); // once the command that closed it has run
    });
  });
  return menu;
}
