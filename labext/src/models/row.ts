import { create } from '../answer/dom';
import type { Offer } from './api';

const GIB = 2 ** 30;

/** Bytes of memory as text. */
export function memoryText(bytes: number): string {
  return bytes >= GIB ? `${(bytes / GIB).toFixed(1)} GiB` : `${Math.round(bytes / 2 ** 20)} MiB`;
}

/** Bytes of a download as text, as the hub and disks count them. */
export function sizeText(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(2)} GB` : `${Math.ceil(bytes / 1e6)} MB`;
}

/** What the row of a model offers to do. */
export interface RowActions {
  load(model: string, precision: string): void;
  unload(): void;
}

/** A model in the list: what it is, what it takes, whether it is here, and how to load it. */
export function drawOffer(offer: Offer, isLoaded: boolean, actions: RowActions): HTMLElement {
  const row = create('li', 'jp-Galactica-modelRow');
  const head = create('div', 'jp-Galactica-modelHead');
  head.append(create('strong', '', offer.name), create('span', '', whereabouts(offer, isLoaded)));
  row.append(
    head,
    create('div', '', [parametersText(offer), offer.note].filter(Boolean).join('; ')),
    create('div', '', `Licence: ${offer.licence}`)
  );
  if (offer.needs.length > 0) {
    row.append(drawNeeds(offer));
  }
  for (const sentence of [offer.refusal, offer.refusal ? '' : offer.remark].filter(Boolean)) {
    row.append(create('div', 'jp-Galactica-modelRefusal', sentence));
  }
  row.append(isLoaded ? unloadLine(offer, actions) : loadLine(offer, actions));
  return row;
}

function whereabouts({ local, download }: Offer, isLoaded: boolean): string {
  if (isLoaded) {
    return 'loaded';
  }
  if (local === 'complete') {
    return 'on this machine';
  }
  const size = download > 0 ? `, about ${sizeText(download)} to download` : '';
  return `${local === 'partial' ? 'partly on' : 'not on'} this machine${size}`;
}

function parametersText({ parameters }: Offer): string {
  if (parameters === null) {
    return '';
  }
  const [count, word] =
    parameters >= 1e9 ? [parameters / 1e9, 'billion'] : [parameters / 1e6, 'million'];
  return `${count < 10 ? count.toFixed(1) : count.toFixed(0)} ${word} parameters`;
}

function drawNeeds({ needs }: Offer): HTMLElement {
  const line = create('div', 'jp-Galactica-needs', 'Memory: ');
  needs.forEach(({ precision, bytes, fits }, place) => {
    const words = `${precision} ${memoryText(bytes)}${fits ? '' : ' (does not fit)'}`;
    const need = create('span', fits ? '' : 'jp-mod-unfit', words);
    line.append(place > 0 ? ' · ' : '', need);
  });
  return line;
}

function loadLine({ name, suits, needs, refusal }: Offer, actions: RowActions): HTMLElement {
  const precision = create('select');
  precision.setAttribute('aria-label', `Precision of ${name}`);
  const fitting = needs.filter(({ fits }) => fits).map(need => need.precision);
  for (const choice of ['auto', ...fitting]) {
    const words = choice === 'auto' && suits ? `auto (${suits})` : choice;
    const option = create('option', '', words);
    option.value = choice;
    precision.append(option);
  }
  const load = styledButton('Load', () => {
    actions.load(name, precision.value);
  });
  load.setAttribute('aria-label', `Load ${name}`);
  load.disabled = precision.disabled = refusal !== '' || (suits === '' && needs.length > 0);
  return lineOf(precision, load);
}

function unloadLine({ name }: Offer, actions: RowActions): HTMLElement {
  const unload = styledButton('Unload', () => {
    actions.unload();
  });
  unload.setAttribute('aria-label', `Unload ${name}`);
  return lineOf(unload);
}

export function lineOf(...parts: HTMLElement[]): HTMLElement {
  const line = create('div', 'jp-Galactica-modelActions');
  line.append(...parts);
  return line;
}

export function styledButton(label: string, execute: () => void): HTMLButtonElement {
  const button = create('button', 'jp-mod-styled', label);
  button.type = 'button';
  button.addEventListener('click', execute);
  return button;
}
