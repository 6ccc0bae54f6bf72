import type { LanguageId, Manifest } from '../../src/core/migration.ts'
import { loadDocumentOpener } from '../../src/languages/embedded/document.ts'
import { loadLanguage } from '../../src/languages/registry.ts'
import { findDangling } from '../../src/run/dangling.ts'
import { Engine } from '../../src/run/engine.ts'
import { createMemorySource, overlaySource } from '../../src/sources/memory.ts'

/** What dangles in a tree of files, one line each. */
export async function look(
  files: Record<string, string>,
  generated: readonly string[] = [],
  changes: ReadonlyMap<string, string | null> = new Map(),
): Promise<{ dangling: string[]; undecided: string[]; setAside: readonly string[] }> {
  const source = overlaySource(createMemorySource(new Map(Object.entries(files))), changes)
  const manifest: Manifest | null =
    generated.length === 0
      ? null
      : {
          file: 'm.json',
          hash: '',
          migrations: [],
          python: { roots: [] },
          typescript: { tsconfig: null },
          baseline: null,
          generated,
        }
  const opener = await loadDocumentOpener()
  const engines = new Map<LanguageId, Engine>()
  for (const id of ['python', 'typescript'] as const)
    engines.set(id, new Engine(await loadLanguage(id), source, manifest, [], opener))
  const result = await findDangling(source, engines, { manifest, only: null })
  const dangling = result.files.flatMap(({ path, facts, dangling: items, uses }) => [
    ...items.map((item) => {
      const fact = facts.imports[item.import]
      const name = item.name === null ? '' : `#${fact?.names[item.name]?.imported}`
      return `${path} ${fact?.specifier}${name} ${item.consequence}`
    }),
    ...uses.map(({ module, name, consequence }) => `${path} ${module.key}.${name} ${consequence}`),
  ])
  return {
    dangling,
    undecided: result.undecided.map(
      ({ path, specifier, name }) => `${path} ${specifier}${name === null ? '' : `#${name}`}`,
    ),
    setAside: result.setAside,
  }
}
