import { require } from './refusal.ts';
import type { World } from './world.ts';

const FEATURE = /^[a-z0-9][a-z0-9._-]{0,31}$/;
const MOST_FEATURES = 200;

/** The features that a VM needs and a host lacks; a host whose features are not known counts as having all. */
export function missingCpuFeatures(
  needed: readonly string[] | undefined,
  offered: readonly string[] | undefined,
): readonly string[] {
  if (needed === undefined || offered === undefined) return [];
  return needed.filter((feature) => !offered.includes(feature));
}

/** Refuses lists that are too long, name a feature twice, or hold what cannot be the name of one. */
export function requireFeatureNames(what: string, features: readonly string[] = []): void {
  require(features.length <= MOST_FEATURES, () => `${what} are ${features.length}: list ${MOST_FEATURES} at most.`);
  features.forEach((feature, index) => {
    require(
      FEATURE.test(feature),
      () => `"${feature}" cannot be a CPU feature: write its name as Linux does, such as "avx2".`,
    );
    require(features.indexOf(feature) === index, () => `${what} name "${feature}" twice: name it once.`);
  });
}

/**
 * Refuses a host that lacks a CPU feature that the guest has found at its start and may be using: it would crash there
 * at its next such instruction. libvirt does so before any memory moves (src/qemu/qemu_process.c:
 * qemuProcessStartValidateGuestCPU, "guest and host CPU are not compatible").
 */
export function requireCpuFeatures(world: World, host: string, vm: string, needed: readonly string[] | undefined): void {
  const missing = missingCpuFeatures(needed, world.host(host).cpuFeatures);
  require(missing.length === 0, () => {
    const fitting = [...world.hosts.values()].filter(({ cpuFeatures }) => missingCpuFeatures(needed, cpuFeatures).length === 0);
    const names = fitting.map(({ name }) => name).join(', ');
    const help = names === '' ? 'create it with features that all hosts have' : `choose a host that has them (${names})`;
    return `Host "${host}" lacks CPU features that VM "${vm}" needs (${missing.join(', ')}): ${help}.`;
  });
}
