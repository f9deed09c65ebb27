/** All attacks, by name. A new one is a file and a line here. */
import type { Attack } from './attack';
import { fgsm } from './fgsm';
import { pgd } from './pgd';
import { targetedDescent } from './targeted-descent';
import { targetedFgsm } from './targeted-fgsm';

export const attacks: readonly Attack[] = [fgsm, targetedFgsm, pgd, targetedDescent];

export const attackNamed = (name: string): Attack | undefined => attacks.find((attack) => attack.name === name);
