import { describe, expect, it } from 'vitest'
import { look } from './look.ts'
import { BROKEN_PYTHON, HEALTHY_PYTHON } from './trees/python.ts'
import { BROKEN_TYPESCRIPT, HEALTHY_TYPESCRIPT } from './trees/typescript.ts'

describe('healthy trees', () => {
  it.each([...HEALTHY_PYTHON, ...HEALTHY_TYPESCRIPT])('%s', async (_, files) => {
    expect((await look(files)).dangling).toEqual([])
  })
})

describe('broken trees', () => {
  it.each([...BROKEN_PYTHON, ...BROKEN_TYPESCRIPT])('%s', async (_, files, expected) => {
    const found = (await look(files)).dangling.map((line) => line.slice(0, line.lastIndexOf(' ')))
    expect(found.sort()).toEqual([...expected].sort())
  })
})
