import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readTextFile, writeTextFile } from '../../src/sources/output-file.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'repoint-output-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('makes directories, replaces whole, leaves nothing beside', async () => {
  const path = join(folder, 'a/b/report.json')
  await writeTextFile(path, 'one', false)
  await writeTextFile(path, 'two', false)
  expect(await readTextFile(path)).toBe('two')
  expect(readdirSync(join(folder, 'a/b'))).toEqual(['report.json'])
})

test('exclusive never replaces', async () => {
  const path = join(folder, 'migrations.json')
  await writeTextFile(path, 'mine', true)
  await expect(writeTextFile(path, 'other', true)).rejects.toMatchObject({ code: 'EEXIST' })
  expect(readFileSync(path, 'utf8')).toBe('mine')
})

test('a link is written through, not replaced', async () => {
  writeFileSync(join(folder, 'real'), 'old')
  symlinkSync(join(folder, 'real'), join(folder, 'link'))
  await writeTextFile(join(folder, 'link'), 'new', false)
  expect(readFileSync(join(folder, 'real'), 'utf8')).toBe('new')
})

test('what cannot be written leaves no temporary file', async () => {
  await expect(writeTextFile(folder, 'x', false)).rejects.toMatchObject({ code: 'EISDIR' })
  expect(readdirSync(folder)).toEqual([])
})
