import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

import { describe, expect, it, onTestFinished } from 'vitest';

import type { LoadOptions } from '../../../src/data/dataset';
import { downloadFashionMnist } from '../../../src/data/fashion-mnist-download';
import { fashionMnistMirrors, systemDatasetFolders, type PublishedFile } from '../../../src/data/fashion-mnist-files';
import { loadDataset } from '../../../src/data/load-dataset';

import { gzipped, imageFile, labelFile, optionsIn, temporaryFolder } from './idx-files';

/** Given only to the tests about stalling: on a busy machine a good mirror can be slow. */
const STALL_MS = 400;
const contents = { labels: labelFile(12), images: imageFile(12) };
const files = [published('labels', 1), published('images', 3)];

function published(name: keyof typeof contents, dimensions: number): PublishedFile {
  const sha256 = createHash('sha256').update(contents[name]).digest('hex');
  return { name, dimensions, bytes: contents[name].length, sha256 };
}

/** A mirror on this machine, gone when the test ends. */
async function mirror(answer: RequestListener): Promise<{ address: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/fashion/`, asked };
}

const good: RequestListener = (request, response) => {
  const name = path.basename(request.url ?? '', '.gz') as keyof typeof contents;
  response.end(gzipped(contents[name]));
};

async function download(
  mirrors: readonly string[],
  more: Partial<LoadOptions> = {},
): Promise<{ reason: string | undefined; folder: string; messages: string[] }> {
  const folder = path.join(temporaryFolder(), 'cache', 'fashion-mnist');
  const messages: string[] = [];
  const options = optionsIn(folder, {
    mirrors,
    onProgress: (message) => messages.push(message),
    ...more,
  });
  const outcome = await downloadFashionMnist(files, folder, options);
  return { reason: outcome.ok ? undefined : outcome.reason, folder, messages };
}

function expectWhole(folder: string): void {
  expect(readdirSync(folder).sort()).toEqual(['images', 'labels']);
  expect(Buffer.compare(readFileSync(path.join(folder, 'images')), contents.images)).toBe(0);
  expect(Buffer.compare(readFileSync(path.join(folder, 'labels')), contents.labels)).toBe(0);
}

/** Alone, the bad mirror leaves the cache empty; before a good one, it is asked once and no more. */
async function expectGivenUp(answer: RequestListener, reason: RegExp, more?: Partial<LoadOptions>): Promise<void> {
  const bad = await mirror(answer);
  const alone = await download([bad.address], more);
  expect(alone.reason).toMatch(reason);
  expect(alone.reason).toContain(new URL(bad.address).host);
  expect(readdirSync(alone.folder)).toEqual([]);

  const next = await mirror(good);
  bad.asked.length = 0;
  const { folder, messages } = await download([bad.address, next.address], more);
  expectWhole(folder);
  expect(bad.asked).toHaveLength(1);
  expect(messages.filter((message) => message.startsWith('Could not download labels.gz from'))).toHaveLength(1);
}

describe('downloading Fashion-MNIST', () => {
  it('puts the unpacked files into the cache and says what it does', async () => {
    const { address, asked } = await mirror(good);
    const { reason, folder, messages } = await download([address]);
    expect(reason).toBeUndefined();
    expectWhole(folder);
    expect(asked).toEqual(['/fashion/labels.gz', '/fashion/images.gz']);
    expect(messages[0]).toMatch(/^Downloading labels\.gz from 127\.0\.0\.1:\d+: 0\.0( of 0\.0)? MB\.$/);
  });

  it('takes an address without its last slash', async () => {
    const { address } = await mirror(good);
    expectWhole((await download([address.slice(0, -1)])).folder);
  });

  it('takes what a server declares as content encoding, and `fetch` has already unpacked', async () => {
    const { address } = await mirror((request, response) => {
      response.setHeader('Content-Encoding', 'gzip');
      good(request, response);
    });
    expectWhole((await download([address])).folder);
  });

  it.each<[string, RequestListener, RegExp]>([
    ['has no such file', (_, response) => response.writeHead(404).end('gone'), /: HTTP 404$/],
    [
      'hangs up in the middle',
      (_, response) => {
        response.setHeader('Content-Length', 5_000);
        response.write(Buffer.alloc(20), () => response.destroy());
      },
      /: (other side closed|terminated|aborted|.*ECONNRESET)/,
    ],
    ['sends half a file', (_, response) => response.end(gzipped(contents.labels).subarray(0, 30)), /: sent damaged gz/],
    ['sends a page of its own', (_, response) => response.end('<html>Log in'), /: sent other contents \(expected SHA/],
    ['sends another file', (_, response) => response.end(gzipped(labelFile(13))), /: sent other contents/],
    ['sends without end', (_, response) => response.end(Buffer.alloc(200_000)), /: more than the \d+ bytes/],
  ])('gives up a mirror that %s, in words, for another one', async (_, answer, reason) => {
    await expectGivenUp(answer, reason);
  });

  it.each<[string, RequestListener]>([
    ['never answers', () => {}],
    [
      'stops in the middle',
      (_, response) => {
        response.setHeader('Content-Length', 5_000);
        response.write(gzipped(contents.labels).subarray(0, 20));
      },
    ],
  ])('gives up a mirror that %s, after the stall limit, for another one', async (_, answer) => {
    await expectGivenUp(answer, /: no bytes for 0\.4 s$/, { stallMs: STALL_MS });
  });

  it('takes no pause of its own for a stall of the mirror', async () => {
    const { address } = await mirror((request, response) => {
      const end = performance.now() + 2 * STALL_MS;
      while (performance.now() < end);
      good(request, response);
    });
    expectWhole((await download([address], { stallMs: STALL_MS })).folder);
  });

  it('goes on from what an earlier mirror gave before it failed', async () => {
    const bad = await mirror((request, response) => {
      if (request.url?.includes('labels')) good(request, response);
      else response.writeHead(503).end();
    });
    const { reason, folder } = await download([bad.address]);
    expect(reason).toMatch(/HTTP 503$/);
    expect(readdirSync(folder)).toEqual(['labels']);
  });

  it('lists the reason of every mirror', async () => {
    const [one, two] = [
      await mirror((_, response) => response.writeHead(404).end()),
      await mirror((_, response) => response.writeHead(500).end()),
    ];
    const { reason } = await download([one.address, two.address, 'nonsense', 'http://127.0.0.1:1/']);
    expect(reason).toMatch(/^127.*: HTTP 404; 127.*: HTTP 500; nonsense: not a web address; 127\.0\.0\.1:1: ./);
  });

  it('does not give up on a mirror that is slow but sends', async () => {
    const { address } = await mirror((request, response) => {
      const bytes = gzipped(contents[path.basename(request.url ?? '', '.gz') as keyof typeof contents]);
      let at = 0;
      const piece = Math.ceil(bytes.length / 5);
      const timer = setInterval(() => {
        response.write(bytes.subarray(at, (at += piece)));
        if (at < bytes.length) return;
        clearInterval(timer);
        response.end();
      }, STALL_MS * 0.4);
    });
    expectWhole((await download([address], { stallMs: STALL_MS })).folder);
  });

  it("rejects with the signal's reason when aborted, and leaves nothing half done", async () => {
    const stop = new AbortController();
    const reason = new Error('enough');
    const { address } = await mirror(() => stop.abort(reason));
    const folder = path.join(temporaryFolder(), 'cache');
    const options = optionsIn(folder, { mirrors: [address], signal: stop.signal });
    await expect(downloadFashionMnist(files, folder, options)).rejects.toBe(reason);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says when the cache can not be written', async () => {
    const folder = path.join(temporaryFolder(), 'file');
    writeFileSync(folder, '');
    const outcome = await downloadFashionMnist(files, folder, optionsIn(folder, { mirrors: [] }));
    expect(outcome.ok ? '' : outcome.reason).toMatch(/^could not be kept in .*EEXIST/);
  });
});

describe('loading with a download', () => {
  it('is a problem with the reason when the download fails, and no wait', async () => {
    const { address } = await mirror((_, response) => response.writeHead(404).end());
    const options = optionsIn(temporaryFolder(), { allowDownload: true, mirrors: [address] });
    const result = await loadDataset({ kind: 'fashionMnist' }, options);
    if (result.ok) expect.fail('loaded');
    expect(result.problem.message).toMatch(/, and the download failed: 127\.0\.0\.1:\d+: HTTP 404\.$/);
    expect(result.problem.remedy).toContain('apt install');
  });

  it('does not ask a mirror when downloading is switched off', async () => {
    const { address, asked } = await mirror(good);
    const result = await loadDataset({ kind: 'fashionMnist' }, optionsIn(temporaryFolder(), { mirrors: [address] }));
    expect(result.ok).toBe(false);
    expect(asked).toEqual([]);
  });

  it('knows the public mirrors as addresses of folders', () => {
    for (const address of fashionMnistMirrors) expect(new URL(address).pathname).toMatch(/\/$/);
  });

  const system = systemDatasetFolders.find((folder) => existsSync(folder));

  it.runIf(system)('serves the published files to the cache once, and from the cache afterwards', async () => {
    const { address, asked } = await mirror((request, response) => {
      response.end(readFileSync(path.join(system!, path.basename(request.url ?? ''))));
    });
    const folder = temporaryFolder();
    const messages: string[] = [];
    const onProgress = (message: string): number => messages.push(message);
    const options = optionsIn(folder, { allowDownload: true, mirrors: [address], onProgress });
    for (let time = 0; time < 2; time++) {
      const result = await loadDataset({ kind: 'fashionMnist' }, options);
      if (!result.ok) expect.fail(result.problem.message);
      const origin = path.join(folder, 'cache', 'fashion-mnist');
      expect(result.value.description).toBe(`Fashion-MNIST, 60,000 training images 28×28, from ${origin}`);
    }
    expect(asked).toHaveLength(4);
    expect(
      messages.filter((message) => /^Downloading train-images.* of 26\.4 MB\.$/.test(message)).length,
    ).toBeGreaterThan(5);
  });
});
