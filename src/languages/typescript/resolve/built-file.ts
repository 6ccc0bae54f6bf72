import { codeExtensionOf, withoutCodeExtension } from './extensions.ts'
import { baseNameOf, belowDirectory, isWithin, joinPath } from './repo-path.ts'
import type { TsConfig } from './tsconfig.ts'

/*
 * Published entry points name build output (`dist/x.js`), which is rarely in the source. Their modules are the files
 * they are built from.
 */

const OUTPUT_SEGMENT =
  /^(?:dist|lib|build|out|output|target|es|esm|cjs|umd|mjs|types?|typings|declarations|bundles?|compiled|_?(?:esm|cjs)\d*|dist-[\w-]+|lib-[\w-]+|es\d+|module|node|browser|prod|development|production)$/
const SOURCE_DIRECTORIES = ['src', 'source', 'lib', 'app', ''] as const

/**
 * Paths, without extension, that an output path may be built from; likeliest first.
 * @param directory the package's directory.
 */
export const sourcesOfOutput = (path: string, directory: string, configs: readonly TsConfig[]): string[] => {
  const candidates: string[] = []
  const bare = codeExtensionOf(path) === '' ? path : withoutCodeExtension(path)
  for (const config of configs) {
    for (const outDir of config.outDirs) {
      if (outDir === directory || !isWithin(bare, outDir)) continue
      const rest = belowDirectory(bare, outDir)
      const bases = config.rootDir === null ? ['src', ''].map((name) => joinPath(directory, name)) : [config.rootDir]
      for (const base of bases) candidates.push(joinPath(base, rest))
    }
  }
  const segments = belowDirectory(bare, directory).split('/')
  let stripped = 0
  while (stripped < segments.length - 1 && OUTPUT_SEGMENT.test(segments[stripped] ?? '')) {
    stripped++
    const rest = segments.slice(stripped).join('/')
    // With the directory of all packages as `rootDir` the output repeats the package's own.
    const own = `${baseNameOf(directory)}/`
    if (directory !== '' && rest.startsWith(own)) candidates.push(joinPath(directory, rest.slice(own.length)))
    for (const base of SOURCE_DIRECTORIES) candidates.push(joinPath(directory, base === '' ? rest : `${base}/${rest}`))
  }
  if (stripped === 0) candidates.push(bare)
  return [...new Set(candidates)]
}
