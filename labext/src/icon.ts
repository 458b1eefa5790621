import { LabIcon } from '@jupyterlab/ui-components';

import checksSvg from '../style/icons/checks.svg';
import galacticaSvg from '../style/icons/galactica.svg';

export const galacticaIcon = new LabIcon({
  name: 'jupyterlab-galactica:chat',
  svgstr: galacticaSvg
});

export const checksIcon = new LabIcon({
  name: 'jupyterlab-galactica:checks',
  svgstr: checksSvg
});
