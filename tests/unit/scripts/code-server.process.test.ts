import { describe, expect, test } from 'vitest';
import { freePort, workbenchUrl } from '../../../scripts/lib/code-server.mjs';

describe('the address of a workbench', () => {
  const server = 'http://127.0.0.1:8420';

  test('names only the folder when nothing else is asked for', () => {
    expect(workbenchUrl(server, { folder: '/home/ana/examples' })).toBe(`${server}/?folder=/home/ana/examples`);
  });

  test('comes apart again into what went in, whatever a path contains', () => {
    const folder = '/home/ana maria/a&b=c#d+100%';
    const url = new URL(
      workbenchUrl(server, { folder, file: `${folder}/x.gibbon.ts`, extension: '/gibbon', tests: '/t.cjs' }),
    );
    expect(url.searchParams.get('folder')).toBe(folder);
    expect(JSON.parse(url.searchParams.get('payload') ?? '')).toEqual([
      ['openFile', `vscode-remote://127.0.0.1:8420${folder}/x.gibbon.ts`],
      ['extensionDevelopmentPath', 'vscode-remote://127.0.0.1:8420/gibbon'],
      ['extensionTestsPath', 'vscode-remote://127.0.0.1:8420/t.cjs'],
    ]);
  });
});

test('a port that is taken is replaced by a free one', async () => {
  const { createServer } = await import('node:net');
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const address = taken.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  expect(await freePort(port)).not.toBe(port);
  taken.close();
});
