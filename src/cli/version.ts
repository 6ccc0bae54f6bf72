/** Kept equal to package.json by a test: reading that file at every start costs more than it gives. */
export const VERSION = '0.1.0'
