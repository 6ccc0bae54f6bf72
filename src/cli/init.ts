import { join } from 'node:path'
import type { Command } from 'commander'
import { UserError } from '../core/user-error.ts'
import { toPrintable } from '../reporters/printable.ts'
import type { Io } from './io.ts'
import { reasonOf } from './output.ts'

export const addInitCommand = (program: Command, io: Io, exit: (code: number) => void): void => {
  program
    .command('init')
    .description('write an empty manifest with an example to copy')
    .action(async () => exit(await init(io)))
}

const init = async (io: Io): Promise<number> => {
  const [{ openRepository }, { openWorktree }, { chooseManifestName, discoverManifest }, { initManifest }] =
    await Promise.all([
      import('../sources/git.ts'),
      import('../sources/worktree.ts'),
      import('../config/discover.ts'),
      import('../config/write.ts'),
    ])
  const repository = openRepository(io.cwd, 'top')
  const root = typeof repository === 'string' ? io.cwd : repository.root
  const source = await openWorktree(root)
  const { file, foreign } = discoverManifest(source)
  if (file !== null) throw new UserError(`${file} exists already; add entries there`)
  const name = chooseManifestName(source)
  try {
    await io.writeFile(join(root, name), initManifest(), { exclusive: true })
  } catch (error) {
    const reason = reasonOf(error)
    throw new UserError(
      `${name} cannot be written: ${reason === 'EEXIST' ? 'it exists already, but is ignored by git' : reason}`,
    )
  }
  if (foreign !== null) io.stderr.write(`${foreign} belongs to another tool and was left alone\n`)
  io.stdout.write(`${toPrintable(join(root, name))} written; add what you retired, then run \`repoint check\`\n`)
  return 0
}
