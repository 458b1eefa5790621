const labTesting = require('@jupyterlab/testing/lib/jest-config');

const lab = labTesting(__dirname);

// These packages are published as ES modules only; jest runs CommonJS.
const esModules = [
  '@codemirror',
  '@jupyter/react-components',
  '@jupyter/web-components',
  '@jupyter/ydoc',
  '@jupyterlab/',
  '@microsoft',
  'exenv-es6',
  'lib0',
  'nanoid',
  'y-protocols',
  'yjs'
].join('|');

module.exports = {
  ...lab,
  reporters: ['default'],
  // Not a file watcher that happens to be installed: without one the result is the same.
  watchman: false,
  roots: ['<rootDir>/labext/test'],
  testRegex: '\\.spec\\.ts$',
  testPathIgnorePatterns: ['/node_modules/'],
  transform: {
    ...lab.transform,
    '^.+\\.tsx?$': ['ts-jest/legacy', { tsconfig: 'labext/test/tsconfig.json' }]
  },
  transformIgnorePatterns: [`/node_modules/(?!${esModules}).+`]
};
