/** What the bench of attacks asks for; tests/bench/peers/attack_peer.py has the same numbers. */

/** Images at a time, as Gibbon itself attacks many. */
export const ATTACK_BATCH = 250;

/** By the name of their row. */
export const ATTACKS: Readonly<Record<string, { readonly attack: string; readonly epsilon: number }>> = {
  fgsm: { attack: 'fgsm', epsilon: 0.1 },
  'pgd-20': { attack: 'pgd', epsilon: 0.1 },
};
