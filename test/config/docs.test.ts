import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { load, problemsOf } from './problems.ts'

const docs = readFileSync(new URL('../../docs/manifest.md', import.meta.url), 'utf8')
const blocks = [...docs.matchAll(/```jsonc\n([\s\S]*?)```/g)].map((match) => match[1] ?? '')

it.each(blocks.filter((block) => !block.startsWith('"extends"')))(
  'the example %# of docs/manifest.md is a manifest, or entries of one',
  async (block) => {
    const text = block.includes('"version"') ? block : `{"version": 1, "retired": [${block}]}`
    expect(await problemsOf(load(text))).toEqual([])
  },
)
