/** Reads one record's payload again, of which is known where it lies. */
import { closeSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { failure, ok, type Result } from '../base/result';
import { attempt } from './file-problem';
import type { RecordLocation } from './record-index';
import { FRAME_BYTES, isPayloadIntact, payloadLengthAt, payloadStart } from './tfrecord';

/** @param file absolute @returns a failure when the file is gone, shorter, or no longer what it was */
export function readPayload(file: string, { offset, length }: RecordLocation): Result<Buffer> {
  const frame = Buffer.allocUnsafe(FRAME_BYTES + length);
  const frameOffset = offset - payloadStart(0);
  const read = attempt(file, 'read', () => {
    const descriptor = openSync(file, 'r');
    try {
      return readSync(descriptor, frame, 0, frame.length, frameOffset);
    } finally {
      closeSync(descriptor);
    }
  });
  if (!read.ok) return read;
  const whole = read.value === frame.length && payloadLengthAt(frame, 0, frame.length) === length;
  if (whole && isPayloadIntact(frame, 0, length)) return ok(frame.subarray(payloadStart(0), payloadStart(0) + length));
  return failure({
    message: `${path.basename(file)}: the record at byte ${frameOffset} has changed since it was read.`,
    remedy: 'Event files must only grow; restore this one from a copy.',
    file,
    blame: 'environment',
  });
}
