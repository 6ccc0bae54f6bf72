import { main } from './main.ts'
import { createProcessIo } from './process-io.ts'

/** Everything behind the entry, loaded at once. Resolves to the exit code. */
export const start = (argv: readonly string[]): Promise<number> => main(argv, createProcessIo())
