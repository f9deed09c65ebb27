import { describe, expect, test } from 'vitest';
import { childEnvironment } from '../../../src/client/child-environment';
import { fixture, start, temporaryFolder, until } from '../../programs/gibbon-cli';

const SECRETS = {
  AWS_SECRET_ACCESS_KEY: 'a secret',
  GITHUB_TOKEN: 'a secret',
  NPM_TOKEN: 'a secret',
  NODE_OPTIONS: '--no-warnings',
  VSCODE_IPC_HOOK_CLI: 'a secret',
  DATABASE_URL: 'a secret',
};

describe('the environment of a child process', () => {
  test.each(Object.entries(SECRETS))('lacks %s', (name, value) => {
    expect(childEnvironment({ [name]: value })).not.toHaveProperty(name);
  });

  test.each(['PATH', 'HOME', 'LANG', 'LC_ALL', 'TMPDIR', 'XDG_CACHE_HOME', 'HTTPS_PROXY', 'GIBBON_NODE', 'Path'])(
    'has %s',
    (name) => {
      expect(childEnvironment({ [name]: 'a value' })).toMatchObject({ [name]: 'a value' });
    },
  );

  test('makes a plain Node of an Electron', () => {
    expect(childEnvironment({})).toEqual({ ELECTRON_RUN_AS_NODE: '1' });
  });
});

test('an experiment sees where programs are, and no secret of whoever started Gibbon', async () => {
  const training = start(['train', fixture('prints-environment'), '--runs', temporaryFolder()], SECRETS);
  const printed = await until('what it prints', () => /environment: (\{.*\})/.exec(training.output())?.[1]);
  training.child.kill('SIGINT');
  await training.finished;
  const seen = JSON.parse(printed) as Record<string, string>;
  expect(seen['PATH']).toBe(process.env['PATH']);
  expect(Object.keys(SECRETS).filter((name) => name in seen)).toEqual([]);
  expect(Object.values(seen)).not.toContain('a secret');
});
