import javascript from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import typescript from 'typescript-eslint';

/** The simulator's clock, dice and voice are its own; the host's would break replay. */
const hostGlobals = [
  'Date', 'Intl', 'console', 'performance', 'crypto', 'process', 'globalThis',
  'setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'queueMicrotask',
].map((name) => ({ name, message: 'The simulator runs on simulated time and seeded streams alone.' }));

/** ECMAScript leaves the last bits of these to the engine, so they would not be the same bytes everywhere. */
const inexactFunctions = ['exp', 'expm1', 'log', 'log1p', 'log2', 'log10', 'pow', 'sin', 'cos', 'tan', 'cbrt', 'hypot'];

const hostProperties = [
  { object: 'Math', property: 'random', message: 'Use a seeded stream of the kernel.' },
  ...inexactFunctions.map((property) => ({ object: 'Math', property, message: 'Not the same on every platform.' })),
  { property: 'toLocaleString', message: 'The same everywhere, whatever the locale.' },
  { property: 'localeCompare', message: 'The same everywhere, whatever the locale.' },
];

export default defineConfig(
  globalIgnores(['node_modules/', 'dist/', 'out/', 'labs/', 'test/fixtures/', 'guest/', 'oracle/', '**/.*/']),
  javascript.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [typescript.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/no-floating-promises': ['error', { checkThenables: true }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // An effect port may be asynchronous by contract even where one driver answers at once.
      '@typescript-eslint/require-await': 'off',
      'require-yield': 'off',
      'no-undef': 'off',
      eqeqeq: 'error',
      'max-lines': ['error', 500],
    },
  },
  {
    files: ['src/**/*.ts', 'media/**/*.ts'],
    rules: { 'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }] },
  },
  {
    files: ['src/simulator/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', ...hostGlobals],
      'no-restricted-properties': ['error', ...hostProperties],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    ignores: ['test/helpers/property.ts'],
    rules: {
      'no-restricted-imports': ['error', { name: 'fast-check', message: 'Import fc from test/helpers/property.ts: it has the seed.' }],
    },
  },
  {
    // The scripts are checked by TypeScript, which knows their globals better.
    files: ['**/*.mjs', '*.js'],
    rules: { 'no-undef': 'off', 'max-lines': ['error', 500] },
  },
);
