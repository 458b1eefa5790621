import { LabIcon } from '@jupyterlab/ui-components';

import galacticaSvg from '../style/icons/galactica.svg';

export const galacticaIcon = new LabIcon({
  name: 'jupyterlab-galactica:chat',
  svgstr: galacticaSvg
});
