/** Gibbon in a real extension host: it is there, it activates, and it contributes what package.json says. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const EXTENSION_ID = 'gibbon.gibbon';

interface Contributions {
  readonly contributes?: { readonly commands?: readonly { readonly command: string; readonly enablement?: string }[] };
}

suite('Gibbon in the extension host', () => {
  const extension = () => {
    const found = vscode.extensions.getExtension(EXTENSION_ID);
    assert.ok(found, `${EXTENSION_ID} is not among the installed extensions`);
    return found;
  };

  test('activates', async () => {
    await extension().activate();
    assert.equal(extension().isActive, true);
  });

  test('registers every command that its package.json contributes', async () => {
    await extension().activate();
    const { contributes } = extension().packageJSON as Contributions;
    const contributed = (contributes?.commands ?? []).map(({ command }) => command);
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      contributed.filter((command) => !registered.has(command)),
      [],
    );
    assert.ok(contributed.length > 0, 'no command is contributed');
  });

  test('sees a workspace that is a copy outside the repository', () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
    assert.ok(!folder.startsWith(extension().extensionUri.fsPath), folder);
  });
});
