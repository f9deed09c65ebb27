/**
 * What ESLint checks, over all folders. Layout is Prettier's, imports between folders are dependency-cruiser's
 * (.dependency-cruiser.mjs); here stand the rules about code that types alone don't see.
 */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Code whose result must depend on nothing but the training state: randomness and time come in as arguments. */
const EXACT = ['engine', 'trainer', 'authoring', 'data', 'attacks', 'inspector', 'loading', 'training'].map(
  (folder) => `src/${folder}/**/*.ts`,
);

export default defineConfig(
  {
    ignores: [
      'dist/**',
      'out/**',
      '**/.gibbon/**',
      '.vscode-test/**',
      'tests/fixtures/**',
      'tests/golden/**',
      'tests/e2e/workspace/**',
    ],
  },
  {
    files: ['**/*.ts', 'scripts/**/*.mjs'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: fileURLToPath(new URL('.', import.meta.url)) },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: ['error', 'always'],
      'no-console': 'error',
      'no-eval': 'error',
      'no-implied-eval': 'off',
      'no-restricted-syntax': [
        'error',
        {
          selector: "MemberExpression[object.name='vscode'][property.name='proposed']",
          message: 'Stable VS Code API only: the server used in tests would allow proposed API silently.',
        },
        {
          selector:
            'CallExpression[callee.object.name=/^(it|test|describe|suite)$/][callee.property.name=/^(only|skip)$/]',
          message: 'A test left out or alone tests nothing.',
        },
      ],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/prefer-promise-reject-errors': 'error',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true, allowNullish: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // Interfaces here are written with methods that know no `this`.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: EXACT,
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: "Randomness comes from the training state's own generator." },
        {
          object: 'Date',
          property: 'now',
          message: 'Time is injected: nothing outside the state may influence training.',
        },
      ],
    },
  },
  {
    // Places that talk to a terminal.
    files: ['src/cli/**/*.ts', 'scripts/**/*.mjs', 'tests/e2e/**/*.ts', 'tests/bench/**/*.ts', 'tests/results/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    // Plain JavaScript, typed by JSDoc where it helps: `tsc` checks it, the rules about `any` would only add noise.
    files: ['scripts/**/*.mjs'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['*.mjs', '*.js', '.*.mjs'],
    extends: [tseslint.configs.recommended],
  },
);
