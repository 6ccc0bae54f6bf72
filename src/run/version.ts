/** Filled in by the build from package.json. */
export const VERSION = process.env.REPOINT_VERSION ?? '0.0.0-source'

/** Which analyser this is, filled in by the build from all sources; from source there is none, and nothing is remembered. */
export const BUILD = process.env.REPOINT_BUILD
