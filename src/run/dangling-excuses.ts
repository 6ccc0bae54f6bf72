import type { UsesContext } from '../core/dangling-use.ts'
import { compileGlobs } from '../core/glob.ts'
import type { Manifest } from '../core/migration.ts'
import type { Source } from '../core/source.ts'
import { createIgnoreRules } from './dangling-ignored.ts'

/** Why a file that is not there may be there when the program runs. */
export type Excuses = Pick<UsesContext, 'excuseOf' | 'isGenerated'>

/** Files that a build makes: those the manifest calls generated, and those git is told to ignore. */
export async function createExcuses(source: Source, manifest: Manifest | null): Promise<Excuses> {
  const generated = compileGlobs(manifest?.generated ?? [])
  const isDeclared = (path: string): boolean => (manifest?.generated.length ?? 0) > 0 && generated(path)
  const isIgnored = await createIgnoreRules(source)
  return {
    isGenerated(paths, fromPath) {
      // `*.js` speaks of what sources are compiled to: of a TypeScript module the source itself must be meant.
      const isTyped = /\.[cm]?tsx?$|\.(?:vue|svelte|astro|mdx)$/.test(fromPath)
      const likeliest = isTyped ? paths.find((path) => /\.tsx?$/.test(path)) : paths[0]
      return paths.some(isDeclared) || (likeliest !== undefined && isIgnored(likeliest))
    },
    excuseOf: (paths) => (paths.some(isIgnored) ? '.gitignore names it: a build makes it' : null),
  }
}
