import type { Command } from 'commander'
import type { Io } from './io.ts'

export const addCacheCommand = (program: Command, io: Io, exit: (code: number) => void): void => {
  program
    .command('cache')
    .description('what is remembered between runs')
    .command('clean')
    .description('forget everything that was remembered between runs, of all projects')
    .action(async () => {
      const { cleanCache } = await import('../sources/cache-store.ts')
      const cleaned = cleanCache()
      io.stdout.write(
        cleaned === null
          ? 'nothing was remembered\n'
          : `removed ${cleaned.directory} (${(cleaned.bytes / 1e6).toFixed(1)} MB)\n`,
      )
      exit(0)
    })
}
