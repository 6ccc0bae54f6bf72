import { describe, expect, test } from 'vitest'
import { readPythonDeprecations } from '../../src/languages/python/deprecated.ts'
import { readTypeScriptDeprecations } from '../../src/languages/typescript/deprecated.ts'
import { readLiteralSettings } from '../../src/languages/typescript/literal-settings.ts'

describe('Python', () => {
  test('decorators, directives, the module', () => {
    const text = [
      '"""Old things.',
      '',
      '.. deprecated:: 2.0',
      '   Use :mod:`app.new`.',
      '"""',
      'import warnings',
      '@warnings.deprecated("Use `a.B`"',
      '    " instead", category=None)',
      'class A: ...',
      '@deprecated(version="1", reason="Use c")',
      'async def f():',
      '    @deprecated("inner")',
      '    def g(): ...',
      'def h():',
      '    """H.',
      '',
      '    .. deprecated:: 1.2',
      '       Use',
      '       `new_h`.',
      '',
      '    More.',
      '    """',
      'x = "@deprecated"',
      '@other',
      'def fine():',
      '    """Not deprecated."""',
      '',
    ].join('\n')
    expect(readPythonDeprecations(text)).toEqual([
      { name: null, line: 1, message: 'Use :mod:`app.new`.' },
      { name: 'A', line: 7, message: 'Use `a.B` instead' },
      { name: 'f', line: 10, message: 'Use c' },
      { name: 'h', line: 14, message: 'Use `new_h`.' },
    ])
  })
  test('one of several definitions is not the name', () => {
    expect(readPythonDeprecations('@deprecated("x")\ndef f(): ...\ndef f(a): ...\n')).toEqual([])
  })
  test('decorators that name the replacement by itself', () => {
    const text = [
      '@deprecated(Version("Twisted", 15, 0, 0), "a.b.new")',
      'def one(): ...',
      '@deprecated(Version("Twisted", 15, 0, 0), replacement="d.items()")',
      'def two(): ...',
      '@deprecated("0.1.0", alternative="New", removal="1.0")',
      'class Three: ...',
      '',
    ].join('\n')
    expect(readPythonDeprecations(text)).toEqual([
      { name: 'one', line: 1, message: 'Use `a.b.new` instead' },
      { name: 'two', line: 3, message: 'd.items()' },
      { name: 'Three', line: 5, message: 'Use `New` instead' },
    ])
  })
  test('a directive about a part', () => {
    const field = ['def f(x):', '    """F.', '', '    :param x: y', '', '        .. deprecated:: 1.0', '    """', '']
    expect(readPythonDeprecations(field.join('\n'))).toEqual([])
    const section = ['"""M.', '', 'Pools', '-----', '', '.. deprecated:: 2.1', '   Use `z`.', '"""', '']
    expect(readPythonDeprecations(section.join('\n'))).toEqual([])
  })
  test('broken source', () => expect(readPythonDeprecations('@deprecated("x\ndef (')).toEqual([]))
})

describe('TypeScript', () => {
  test('exports, however they are exported; no members, no overload alone', () => {
    const text = `/** @deprecated Use {@link fresh} */
export const stale = 1
/**
 * Text.
 * @deprecated use \`b\`
 *   instead
 * @since 3
 */
function old() {}
export { old as older }
/** @deprecated one way */
export function over(a: string): void
export function over(a: number): void
export function over(a: unknown) {}
export class C { /** @deprecated x */ m() {} }
/** @deprecated */
export default class D {}
/** @deprecated hidden */
const hidden = 1
`
    expect(readTypeScriptDeprecations('a.ts', text)).toEqual([
      { name: 'stale', line: 1, message: 'Use `fresh`' },
      { name: 'older', line: 3, message: 'use `b` instead' },
      { name: 'default', line: 16, message: '' },
    ])
  })
  test('broken source', () =>
    expect(readTypeScriptDeprecations('a.ts', '/** @deprecated */ export const = ')).toEqual([]))
})

test('settings spelled out in code', () => {
  const text = `const m = 'a'
export default tseslint.config({ files: ['x/**'], rules: { wanted: ['error', { paths: [m + 'b', \`c\`] }] } }, { rules: { 'wanted': [...more] } }, { files: list, rules: { wanted: 2 } })`
  expect(readLiteralSettings('eslint.config.js', text, (key) => key === 'wanted')).toEqual([
    { key: 'wanted', line: 2, json: '["error",{"paths":["ab","c"]}]', files: ['x/**'], ignores: [] },
    { key: 'wanted', line: 2, json: null, files: [], ignores: [] },
    { key: 'wanted', line: 2, json: '2', files: null, ignores: [] },
  ])
  expect(readLiteralSettings('x.js', 'export default {', () => true)).toBeNull()
  const legacy = `const shared = { name: 'a' }
const names = ['b', 'c']
module.exports = { overrides: [{ files: '*.ts', excludedFiles: ['e2e/**'], rules: { wanted: [2, { ...shared, paths: [...names, 'd'] }] } }] }`
  expect(readLiteralSettings('.eslintrc.cjs', legacy, (key) => key === 'wanted')).toEqual([
    {
      key: 'wanted',
      line: 3,
      json: '[2,{"name":"a","paths":["b","c","d"]}]',
      files: ['*.ts'],
      ignores: ['e2e/**'],
    },
  ])
})
