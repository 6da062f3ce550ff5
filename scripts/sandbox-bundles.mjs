/**
 * How the child of the sandbox is bundled. The matchers keep their state on `globalThis`, where code of a student
 * would find and change it; so in this bundle `globalThis` is an object of the bundle's own.
 */
export const childBundle = {
  keepNames: true,
  define: { globalThis: '__ownGlobal' },
  banner: { js: 'const __ownGlobal = Object.create(globalThis);' },
};
