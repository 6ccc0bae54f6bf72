import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { expect, it } from 'vitest'

it('reading a good manifest loads neither zod nor leven', async () => {
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL('../../src/config/load.ts', import.meta.url))],
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    outdir: 'unused',
    write: false,
    metafile: true,
  })
  const loaded = new Set<string>()
  const visit = (path: string): void => {
    for (const { path: other, kind } of metafile.outputs[path]?.imports ?? []) {
      if (kind === 'dynamic-import' || loaded.has(other)) continue
      loaded.add(other)
      visit(other)
    }
  }
  const entry = Object.keys(metafile.outputs).find((path) => metafile.outputs[path]?.entryPoint?.endsWith('load.ts'))
  visit(entry ?? '')
  expect([...loaded].filter((name) => !name.startsWith('unused/')).sort()).toEqual([
    'jsonc-parser',
    'node:crypto',
    'node:fs',
    'node:path',
  ])
})
