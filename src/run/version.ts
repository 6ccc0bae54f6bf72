/** Filled in by the build from package.json. */
export const VERSION = process.env.REPOINT_VERSION ?? '0.0.0-source'
