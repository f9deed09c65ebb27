/** Where labels go so that none covers another: as near as possible to what they name. Pure geometry. */

/**
 * Least squares: labels that would touch are pushed apart about the middle of where they wanted to be.
 * @param wanted the middle that each label wants
 * @param heightPx of each label
 * @param minPx @param maxPx the room; labels that can't all fit in it overlap at its end
 * @returns the middle that each label gets, in the order given
 */
export function placeLabels(wanted: readonly number[], heightPx: number, minPx: number, maxPx: number): number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0) || a - b);
  interface Group {
    members: number[];
    middle: number;
  }
  const groups: Group[] = [];
  const clamp = (middle: number, count: number) => {
    const half = (count * heightPx) / 2;
    return Math.max(minPx + half, Math.min(maxPx - half, middle));
  };
  for (const index of order) {
    let group: Group = { members: [index], middle: clamp(wanted[index] ?? 0, 1) };
    for (let before = groups.at(-1); before; before = groups.at(-1)) {
      const apart = ((before.members.length + group.members.length) * heightPx) / 2;
      if (group.middle - before.middle >= apart) break;
      groups.pop();
      const members = [...before.members, ...group.members];
      // Each member wants the group's middle to be where it would sit itself in its place.
      const wishes = members.map((member, at) => (wanted[member] ?? 0) - (at - (members.length - 1) / 2) * heightPx);
      group = { members, middle: clamp(wishes.reduce((sum, wish) => sum + wish, 0) / members.length, members.length) };
    }
    groups.push(group);
  }
  const placed = new Array<number>(wanted.length).fill(0);
  for (const { members, middle } of groups) {
    members.forEach((member, at) => (placed[member] = middle + (at - (members.length - 1) / 2) * heightPx));
  }
  return placed;
}
