import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

interface Setting {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly items?: { readonly type?: string };
  readonly scope?: string;
}

interface Command {
  readonly command: string;
  readonly title: string;
  readonly category?: string;
  readonly icon?: string;
  readonly enablement?: string;
}

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  readonly contributes: {
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
    readonly commands: readonly Command[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly group?: string }[]>>;
  };
}

const file = path.resolve(__dirname, '../../../package.json');
const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
const { commands, menus, configuration } = manifest.contributes;
const settings = Object.entries(configuration.properties);

/** Text that may be anything may be a path or a command. */
const isFreeText = ({ type, enum: choices, items }: Setting) =>
  (type === 'string' && !choices) || (type === 'array' && items?.type === 'string');

describe('settings', () => {
  const freeText = settings.filter(([, setting]) => isFreeText(setting));

  test('some may hold paths', () => {
    expect(freeText.map(([name]) => name)).toEqual(expect.arrayContaining(['gibbon.nodePath']));
  });

  test.each(freeText)('%s, which may hold a path or a command, is no workspace’s to set', (_name, { scope }) => {
    expect(scope).toBe('machine');
  });

  test('those that an untrusted workspace can’t set exist', () => {
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    const names = settings.map(([name]) => name);
    expect(restrictedConfigurations.filter((name) => !names.includes(name))).toEqual([]);
    expect(restrictedConfigurations).toContain('gibbon.nodePath');
  });
});

describe('activation', () => {
  test('comes from experiments and from panels, never from the start of VS Code', () => {
    const reasons = manifest.activationEvents.map((event) => event.split(':')[0]);
    expect(reasons.filter((reason) => reason !== 'workspaceContains' && reason !== 'onWebviewPanel')).toEqual([]);
    const globs = manifest.activationEvents.filter((event) => event.startsWith('workspaceContains'));
    expect(globs.filter((glob) => !/\.gibbon\.m?[jt]s$/.test(glob))).toEqual([]);
  });
});

/** Commands that can always be called, and why: whoever can't be served is told what to do first. */
const ALWAYS: Readonly<Record<string, string>> = {
  'gibbon.newExperiment': 'without a folder it says so, and offers to open one',
  'gibbon.attackSavedModel': 'it asks for a file, wherever that is',
  'gibbon.setRunQuota': 'it changes a setting of the machine',
};

describe('commands', () => {
  test.each(commands)('$command has a title in the words of the reader, and our category', ({ title, category }) => {
    expect(title).toMatch(/^%.+%$/);
    expect(category).toBe('Gibbon');
  });

  test.each(commands)('$command has an icon of VS Code’s', ({ icon }) => {
    expect(icon).toMatch(/^\$\([a-z-]+\)$/);
  });

  test.each(commands)('$command says when it can be called, unless it always can', ({ command, enablement }) => {
    if (command in ALWAYS) expect(enablement).toBeUndefined();
    else expect(enablement).toMatch(/^workspaceFolderCount > 0( \|\| |$)/);
  });

  const asButtons = Object.entries(menus).flatMap(([place, items]) =>
    items
      .filter(({ group = '' }) => place === 'editor/title/run' || /^(navigation|inline)/.test(group))
      .filter(() => !place.endsWith('/context') || place === 'view/item/context')
      .map(({ command }) => command),
  );

  test.each([...new Set(asButtons)])('%s, which is shown as a button, has an icon', (button) => {
    expect(commands.find(({ command }) => command === button)?.icon).toBeDefined();
  });
});
