import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      '.venv/',
      'build/',
      'dist/',
      'docs/',
      'labext/lib/',
      'labext/src/answer/schema.ts',
      'node_modules/',
      'pykernel_ext/',
      'tests/ui/playwright-report/',
      'tests/ui/test-results/'
    ]
  },
  eslint.configs.recommended,
  {
    files: ['labext/{src,test}/**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['tsconfig.json', 'labext/test/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname
      }
    },
    rules: {
      eqeqeq: 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }]
    }
  },
  {
    files: ['tests/{ui,matrix}/**/*.ts'],
    extends: [tseslint.configs.recommended]
  },
  {
    files: ['*.js', '**/*.mjs'],
    languageOptions: {
      globals: {
        URL: 'readonly',
        __dirname: 'readonly',
        console: 'readonly',
        module: 'readonly',
        process: 'readonly',
        require: 'readonly'
      }
    }
  }
);
