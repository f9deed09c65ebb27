/** One number for a whole training state: equal exactly when every name, dtype, shape and byte is equal. */
import { createHash } from 'node:crypto';
import type { StateValue } from '../base/state-value';

/**
 * SHA-256 over the entries in the order of their names (by UTF-16 code units). Each entry goes in as a line of JSON
 * `[name, dtype, shape, bytes]`, so that no two different states spell the same, and then its bytes.
 * @returns 64 hexadecimal digits
 */
export function hashState(state: StateValue): string {
  const hash = createHash('sha256');
  for (const name of [...state.keys()].sort()) {
    const { dtype, shape, bytes } = state.get(name)!;
    hash.update(`${JSON.stringify([name, dtype, shape, bytes.length])}\n`);
    hash.update(bytes);
  }
  return hash.digest('hex');
}
