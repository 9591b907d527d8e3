import type { Effects, Permission, PrincipalRef } from "@strongroom/client";

/** People who gain, or lose, the very same. */
export interface Gathered {
  permissions: Permission[];
  names: string[];
}

/** Who gains and who loses, those with the same together, the most first. */
export function gatherEffects(effects: Effects | undefined, nameOf: (user: PrincipalRef) => string) {
  const people = effects?.people ?? [];
  const gains = gather(people.map((one) => ({ name: nameOf(one.user), permissions: one.gained })));
  const losses = gather(people.map((one) => ({ name: nameOf(one.user), permissions: one.lost })));
  const count = (list: Gathered[]) => list.reduce((sum, one) => sum + one.names.length, 0);
  return { gains, losses, gaining: count(gains), losing: count(losses) };
}

function gather(people: { name: string; permissions: Permission[] }[]): Gathered[] {
  const found = new Map<string, Gathered>();
  for (const { name, permissions } of people) {
    if (permissions.length === 0) continue;
    const key = permissions.join();
    const one = found.get(key);
    if (one === undefined) found.set(key, { permissions, names: [name] });
    else one.names.push(name);
  }
  return [...found.values()].sort((a, b) => b.names.length - a.names.length);
}
