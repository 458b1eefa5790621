import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Package {
  dependencies: Record<string, string>;
  jupyterlab: { sharedPackages: Record<string, { requiredVersion: string } | false> };
}

const PACKAGE = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf-8')) as Package;
const DECLARED = PACKAGE.dependencies;

describe('what the extension wants of JupyterLab', () => {
  it('is what is declared, not the version it was built with', () => {
    // Otherwise an older JupyterLab warns on its console of each package, though all is well.
    const required = Object.entries(PACKAGE.jupyterlab.sharedPackages).flatMap(
      ([name, shared]) => (shared ? [[name, shared.requiredVersion]] : []) // false: our own
    );
    expect(required).not.toHaveLength(0);
    for (const [name = '', requiredVersion] of required) {
      expect([name, requiredVersion]).toEqual([name, DECLARED[name]]);
    }
    const used = Object.keys(DECLARED).filter(name => name.startsWith('@jupyterlab/'));
    const typesOnly = '@jupyterlab/rendermime-interfaces';
    expect(required.map(([name]) => name)).toEqual(used.filter(name => name !== typesOnly));
  });
});
