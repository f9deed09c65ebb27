/** Labels as people store them, numbers or words, as classes with names. */
import { ok, type Result } from '../base/result';

import { type FilePlace, wrongData } from './own-data';
import { type Classes, classesFor } from './samples';

/** Labels from one place, in order. */
export interface Labels {
  /** Of the label at an index, where it is known better than the file. */
  readonly place: FilePlace | ((index: number) => FilePlace);
  readonly labels: ArrayLike<number | string>;
}

export interface LabelledClasses {
  readonly classNames: readonly string[];
  /** Of all labels, one place after the other. */
  readonly classes: Classes;
}

const MOST_CLASSES = 10_000;

/**
 * With names, a label is a name or its place among them, from 0. Without, whole numbers are the classes from 0 to the
 * largest, and words are classes in the order of the alphabet.
 * @returns no names and no classes for no labels
 */
export function labelsIn(parts: readonly Labels[], names?: readonly string[]): Result<LabelledClasses> {
  const total = parts.reduce((sum, { labels }) => sum + labels.length, 0);
  if (total === 0) return ok({ classNames: names ?? [], classes: new Uint8Array(0) });
  const classNames = names ?? namesOf(parts);
  if (classNames.length > MOST_CLASSES)
    return wrongData(
      placeOf(parts[0]!, 0),
      `Expected labels of ${MOST_CLASSES.toLocaleString('en-US')} classes at most, and got ${classNames.length.toLocaleString('en-US')}.`,
      'Name the column of the classes, or leave the labels out.',
    );
  const numberOf = new Map(classNames.map((name, index) => [name, index]));
  const classes = classesFor(total, classNames.length);
  let at = 0;
  for (const part of parts)
    for (let i = 0; i < part.labels.length; i++) {
      const label = part.labels[i]!;
      if (String(label).trim() === '')
        return wrongData(
          placeOf(part, i),
          'Expected a label, and got nothing.',
          'Fill it in, or take the sample away.',
        );
      const index = numberOf.get(String(label).trim()) ?? wholeNumber(label);
      if (index === undefined || index >= classNames.length)
        return wrongData(
          placeOf(part, i),
          `Expected a label ${names ? `from 0 to ${classNames.length - 1}, or one of ${listedFew(classNames)},` : 'that is a whole number from 0 on, as others are,'} and got ${JSON.stringify(label)}.`,
          names ? 'Correct the label, or name its class among classNames.' : 'Correct the label, or write classNames.',
        );
      classes[at++] = index;
    }
  return ok({ classNames, classes });
}

function namesOf(parts: readonly Labels[]): string[] {
  const distinct = new Set<string>();
  let largest = -1;
  let areNumbers = true;
  for (const { labels } of parts)
    for (let i = 0; i < labels.length; i++) {
      const number = wholeNumber(labels[i]!);
      if (number === undefined) areNumbers = false;
      else largest = Math.max(largest, number);
      if (distinct.size <= MOST_CLASSES) distinct.add(String(labels[i]).trim());
    }
  if (areNumbers && largest <= MOST_CLASSES) return Array.from({ length: largest + 1 }, (_, index) => String(index));
  return [...distinct].sort((one, other) => (one < other ? -1 : 1));
}

/** From 0 on; undefined for all else. Tables of numbers write 3 as 3.0. */
function wholeNumber(label: number | string): number | undefined {
  const text = String(label).trim();
  const number = /^\d+(\.0*)?$/.test(text) ? Number(text) : NaN;
  return Number.isSafeInteger(number) ? number : undefined;
}

const placeOf = ({ place }: Labels, index: number): FilePlace => (typeof place === 'function' ? place(index) : place);

const listedFew = (names: readonly string[]): string =>
  names.length <= 6 ? names.join(', ') : `${names.slice(0, 5).join(', ')} …`;
