import { describe, expect, it } from 'vitest'
import { reconcileManifest } from '../../src/config/reconcile.ts'
import { moduleKey } from '../../src/config/spelling.ts'
import type { Manifest } from '../../src/core/migration.ts'
import { load, printMigrations, problemsOf } from './problems.ts'

/** `@/` is an alias of `src/`. */
const knowledge = {
  moduleKey: (module: string, language: 'python' | 'typescript'): string =>
    moduleKey(module.replace(/^@\//, './src/'), language),
  isFirstParty: (): boolean => true,
}

const reconcile = async (...retired: readonly unknown[]): Promise<Manifest> =>
  reconcileManifest(await load(JSON.stringify({ version: 1, retired })), knowledge)

describe('modules that resolve to the same file', () => {
  it('join chains, and keep their spelling', async () => {
    const { migrations } = await reconcile({ from: '@/a#A', to: '@/b#B' }, { from: './src/b.ts#B', to: '@/c#C' })
    expect(printMigrations(migrations)).toEqual(['@/a#A -> @/c#C', './src/b.ts#B -> @/c#C'])
  })

  it('move with their folder', async () => {
    const { migrations } = await reconcile(
      { from: '@/a#A', to: '@/b/x#B' },
      { from: './src/b', to: './src/c', submodules: true },
    )
    expect(printMigrations(migrations)).toEqual(['@/a#A -> ./src/c/x#B', './src/b -> ./src/c'])
  })

  it('carry entries over', async () => {
    const { migrations } = await reconcile({ from: './src/a', to: './src/b' }, { from: '@/b#X', to: '@/c#Y' })
    expect(printMigrations(migrations)).toEqual(['./src/a -> ./src/b', '@/b#X -> @/c#Y', './src/a#X -> @/c#Y'])
  })

  it('let what is written stand before what follows', async () => {
    const { migrations } = await reconcile(
      { from: './src/a', to: './src/b' },
      { from: './src/b#X', to: './src/c#Y' },
      { from: '@/a#X', to: './src/d#Z' },
    )
    expect(printMigrations(migrations)).toEqual(['./src/a -> ./src/b', './src/b#X -> ./src/c#Y', '@/a#X -> ./src/d#Z'])
  })

  it('are refused where they contradict each other', async () => {
    expect(await problemsOf(reconcile({ from: '@/a#A', to: '@/b#B' }, { from: './src/a#A', to: '@/b#C' }))).toEqual([
      expect.stringContaining('./src/a#A is retired twice'),
    ])
    expect(await problemsOf(reconcile({ from: '@/a#A', to: '@/b#B' }, { from: './src/b#B', to: './src/a#A' }))).toEqual(
      [expect.stringContaining('these entries lead in a circle')],
    )
  })

  it('change nothing where spelling told already', async () => {
    const retired = [
      { from: 'app.a', to: 'app.b' },
      { from: 'app.b', to: 'app.c' },
      { from: 'app.b#X', to: 'app.d#X' },
    ]
    const manifest = await load(JSON.stringify({ version: 1, retired }))
    expect(reconcileManifest(manifest, knowledge)).toEqual(manifest)
  })
})
