import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ModuleFacts } from '../../../src/core/facts.ts'
import { importOrigins, linksOfBinding } from '../../../src/core/module-graph.ts'
import { typescript } from '../../../src/languages/typescript/index.ts'
import { createTypeScriptResolver } from '../../../src/languages/typescript/resolve/resolver.ts'
import { createMemorySource } from '../../../src/sources/memory.ts'
import { rewrite } from './rewrite.ts'

/*
 * Whatever a file imports and however it uses it: after the rewrite every use means the replacement of what it meant
 * before, and nothing else has changed its meaning.
 */

const LIBRARY = {
  'src/m.ts': 'export const Keep = 1, Stay = 2\nexport default 1\nexport const New = 1\n',
  'src/n.ts': 'export const New = 1, Other = 2, Third = 3\nexport const Client = { Options: 1 }\nexport default 2\n',
  'src/p.ts': 'export const New = 1, Zed = 2\nexport default 3\n',
}
const PATH = 'src/use.ts'

const NAMES: Readonly<Record<string, readonly string[]>> = {
  './m': ['Old', 'Old2', 'Keep', 'Stay', 'New', 'default'],
  './n': ['New', 'Other', 'default', 'Client'],
  './p': ['New', 'Zed', 'Gone'],
}
const MIGRATIONS = [
  './src/m#Old -> ./src/m#New',
  './src/m#Old -> ./src/n#New',
  './src/m#Old -> ./src/n#Other',
  './src/m#Old -> ./src/n#default',
  './src/m#Old -> ./src/n#Client.Options',
  './src/m#Old -> ./src/p#Zed',
] as const
const MORE = [
  './src/m#Old2 -> ./src/n#New',
  './src/m#Old2 -> ./src/p#New',
  './src/m#Old2 -> ./src/n#Third',
  './src/p#Gone -> ./src/n#New',
  './src/p#Gone -> ./src/m#Keep',
  './src/m#default -> ./src/n#default',
  './src/m#default -> ./src/p#Zed',
] as const

const specifier = fc.constantFrom('./m', './m', './n', './p')
const pick = fc.record({ name: fc.nat(), alias: fc.boolean(), type: fc.boolean() })
const statement = fc.record({
  form: fc.constantFrom('named', 'named', 'named', 'type', 'namespace', 'require', 'whole', 'mixed'),
  from: specifier,
  picks: fc.array(pick, { minLength: 1, maxLength: 4 }),
  lines: fc.boolean(),
  semicolon: fc.boolean(),
})
const use = fc.record({ form: fc.nat({ max: 9 }), local: fc.nat(), member: fc.nat() })

type StatementShape = typeof statement extends fc.Arbitrary<infer T> ? T : never
type UseShape = typeof use extends fc.Arbitrary<infer T> ? T : never

interface Local {
  readonly name: string
  readonly typeOnly: boolean
  readonly members: readonly string[]
}

const writeImports = (shapes: readonly StatementShape[]): { readonly lines: string[]; readonly locals: Local[] } => {
  const locals: Local[] = []
  const taken = new Set<string>()
  const fresh = (name: string, alias: boolean): string => {
    let local = alias || name === 'default' ? `${name === 'default' ? 'D' : name.toLowerCase()}${taken.size}` : name
    while (taken.has(local)) local = `${local}x`
    taken.add(local)
    return local
  }
  const lines = shapes.map(({ form, from, picks, lines: isMultiline, semicolon }) => {
    const end = semicolon ? ';' : ''
    const names = NAMES[from] ?? []
    if (form === 'namespace' || form === 'whole') {
      const local = fresh('Ns', true)
      locals.push({ name: local, typeOnly: false, members: names.filter((name) => name !== 'default') })
      return form === 'namespace'
        ? `import * as ${local} from '${from}'${end}`
        : `const ${local} = require('${from}')${end}`
    }
    const chosen = [...new Map(picks.map((item) => [names[item.name % names.length] ?? 'New', item])).entries()]
    const specs: string[] = []
    let first = ''
    for (const [name, { alias, type }] of chosen) {
      const local = fresh(name, alias)
      const typeOnly = form === 'type' || (type && form !== 'require')
      locals.push({ name: local, typeOnly, members: [] })
      if (name === 'default' && form === 'mixed' && first === '' && !type) first = local
      else if (form === 'require') specs.push(name === local ? name : `${name}: ${local}`)
      else specs.push(`${typeOnly && form !== 'type' ? 'type ' : ''}${name === local ? name : `${name} as ${local}`}`)
    }
    const list = specs.length === 0 ? '' : isMultiline ? `{\n  ${specs.join(',\n  ')},\n}` : `{ ${specs.join(', ')} }`
    if (form === 'require') return `const ${list} = require('${from}')${end}`
    const clause = [first, list].filter((part) => part !== '').join(', ')
    return `import ${form === 'type' ? 'type ' : ''}${clause} from '${from}'${end}`
  })
  return { lines, locals }
}

const writeUse = ({ form, local, member }: UseShape, locals: readonly Local[], index: number): string => {
  const found = locals[local % Math.max(1, locals.length)]
  if (found === undefined) return ''
  const inner = found.members[member % Math.max(1, found.members.length)]
  const name = inner === undefined ? found.name : `${found.name}.${inner}`
  if (found.typeOnly)
    return (
      [`let t${index}: ${name}`, `type T${index} = ${name}[]`, `function t${index}(New: ${name}) {}`][form % 3] ?? ''
    )
  return (
    [
      `use(${name})`,
      `const c${index} = { ${inner === undefined ? name : `k: ${name}`} };`,
      `class C${index} extends ${name} {}`,
      `let v${index}: typeof ${name}`,
      `function f${index}(New) { return ${name} }`,
      `const g${index} = () => { const Other = 1; return ${name}.x + Other }`,
      inner === undefined ? `export { ${name} as e${index} }` : `use(${name}.y)`,
      `use(${name}.z.New, { New: 1, ${index % 2 === 0 ? 'Old: 2' : 'Zed: 3'} })`,
      `for (const Third of ${name}) {}`,
      `use(\`\${${name}}\`)`,
    ][form] ?? ''
  )
}

/** What every use of an import means, as `module#path`, sorted. */
const meanings = (facts: ModuleFacts, migrate: (meaning: string) => string): string[] => {
  const resolver = createTypeScriptResolver(createMemorySource(LIBRARY), null)
  const origins = importOrigins(facts)
  const found: string[] = []
  for (const [id, binding] of facts.bindings.entries()) {
    if (!origins.has(id)) continue
    for (const link of linksOfBinding(id, facts, origins, PATH, resolver, 0)) {
      for (const reference of binding.references) {
        found.push(
          migrate(`${link.module.key}#${[...link.names, ...reference.members.map(({ name }) => name)].join('.')}`),
        )
      }
    }
  }
  for (const { name, references } of facts.unresolved) {
    if (name !== 'Old') continue
    for (const { members } of references)
      found.push(migrate(`src/m#${['Old', ...members.map((member) => member.name)].join('.')}`))
  }
  return found.sort()
}

/** Uses of a retired name that nothing binds any more. */
const LEFTOVERS = [
  'use(Old)',
  'let l1: Old',
  'const l2 = { Old };',
  'function l3(New) { return Old }',
  'use(Old.x)',
  'class L4 extends Old {}',
]

const migrator =
  (lines: readonly string[]) =>
  (meaning: string): string => {
    for (const line of lines) {
      const [from = '', to = ''] = line.replaceAll('./', '').split(' -> ')
      if (meaning === from || meaning.startsWith(`${from}.`)) return to + meaning.slice(from.length)
    }
    return meaning
  }

it('keeps the meaning of every use', () => {
  fc.assert(
    fc.property(
      fc.array(statement, { minLength: 1, maxLength: 5 }),
      fc.array(use, { maxLength: 10 }),
      fc.constantFrom(...MIGRATIONS),
      fc.uniqueArray(fc.constantFrom(...MORE), { maxLength: 2, selector: (line) => line.split(' -> ')[0] }),
      fc.subarray(LEFTOVERS, { maxLength: 3 }),
      (statements, uses, migration, more, leftovers) => {
        const lines = [migration, ...more]
        const imports = writeImports(statements)
        const before = [
          ...imports.lines,
          '',
          ...uses.map((shape, index) => writeUse(shape, imports.locals, index)),
          ...(imports.locals.some(({ name }) => name === 'Old') ? [] : leftovers),
          'export const z = 1',
          '',
        ].join('\n')
        const facts = typescript.analyze(PATH, before)
        expect(facts.problem).toBeNull()
        const result = rewrite({ ...LIBRARY, [PATH]: before }, ...lines)
        const after = result.unproven[PATH] ?? ''
        const then = typescript.analyze(PATH, after)
        const context = `${lines.join('\n')}\n${before}\n----\n${after}\n${result.manual.join('\n')}`
        expect(then.problem, context).toBeNull()
        if (result.manual.length === 0) {
          expect(
            meanings(then, (meaning) => meaning),
            context,
          ).toEqual(meanings(facts, migrator(lines)))
          expect(result.files[PATH], context).toBe(after)
          expect(rewrite({ ...LIBRARY, [PATH]: after }, ...lines).files[PATH], context).toBe(after)
        }
        for (const binding of then.bindings)
          if (binding.kind === 'import') expect(binding.declarations.length, context).toBe(1)
        const unresolved = (of: ModuleFacts) =>
          of.unresolved
            .map(({ name }) => name)
            .filter((name) => name !== 'require' && name !== 'Old')
            .sort()
        expect(unresolved(then), context).toEqual(unresolved(facts))
      },
    ),
    { numRuns: Number(process.env['RUNS'] ?? 150), seed: Number(process.env['SEED'] ?? 42) },
  )
})
