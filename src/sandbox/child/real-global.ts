/** The global object that code of the run sees. In this bundle `globalThis` is another; see scripts/sandbox-bundles.mjs. */
export const realGlobal: object = global;
