import type { Random } from '../../bench/mutation/random.ts'

interface Module {
  readonly path: string
  readonly names: readonly { readonly name: string; readonly isType: boolean }[]
}

const DEFINITIONS = [
  {
    isType: false,
    write: (name: string) => `export class ${name} {\n  static make() {\n    return new ${name}()\n  }\n}\n`,
  },
  { isType: false, write: (name: string) => `export function ${name}() {\n  return '${name}'\n}\n` },
  { isType: false, write: (name: string) => `const ${name} = { a: 1 }\nexport { ${name} }\n` },
  { isType: true, write: (name: string) => `export interface ${name} {\n  ${name}: string\n}\n` },
  { isType: true, write: (name: string) => `export type ${name} = { kind: '${name}' }\n` },
  { isType: false, write: (name: string) => `export enum ${name} {\n  One,\n}\n` },
] as const

/** A small TypeScript repository: folders with barrels of both sorts, and modules that import each other in every style. */
export function generateTypeScript(random: Random): Map<string, string> {
  const files = new Map<string, string>([
    ['package.json', '{ "name": "generated", "type": "module" }\n'],
    ['tsconfig.json', '{ "compilerOptions": { "strict": true, "paths": { "~/*": ["./src/*"] } } }\n'],
  ])
  const modules: Module[] = []
  for (const [at, folder] of ['core', 'net', 'view'].entries()) {
    const own: Module[] = []
    for (let index = 0; index < 3; index++) {
      const path = `src/${folder}/part${at}${index}`
      const names = [0, 1, 2].map((position) => {
        const definition = random.pick(DEFINITIONS) ?? DEFINITIONS[0]
        return { name: `Thing${at}${index}${position}`, isType: definition.isType, definition }
      })
      const imports = modules.length === 0 ? '' : writeUses(random, path, modules)
      files.set(`${path}.ts`, `${imports}\n${names.map(({ name, definition }) => definition.write(name)).join('\n')}`)
      own.push({ path, names })
    }
    modules.push(...own)
    files.set(`src/${folder}/index.ts`, own.map((module) => writeBarrelLine(random, module)).join(''))
  }
  for (let index = 0; index < 8; index++)
    files.set(`src/app/use${index}.ts`, writeUses(random, `src/app/use${index}`, modules))
  return files
}

function writeBarrelLine(random: Random, { path, names }: Module): string {
  const specifier = `./${path.split('/').at(-1)}`
  if (random.next() < 0.5) return `export * from '${specifier}'\n`
  return names.map(({ name, isType }) => `export ${isType ? 'type ' : ''}{ ${name} } from '${specifier}'\n`).join('')
}

function writeUses(random: Random, from: string, modules: readonly Module[]): string {
  const lines: string[] = []
  const body: string[] = []
  for (const [at, module] of random.shuffle(modules).slice(0, 4).entries()) {
    const picked = random.pick(module.names)
    if (!picked) continue
    const { name, isType } = picked
    const specifier = spell(random, from, module.path)
    const local = `local${at}`
    const style = random.below(6)
    const value = (text: string): string =>
      isType
        ? `export const use${at} = (value: ${text}): ${text} => value\n`
        : `export const use${at} = [${text}, { ${text.includes('.') ? `key: ${text}` : text} }]\n`
    if (style === 0) lines.push(`import ${isType ? 'type ' : ''}{ ${name} as ${local} } from '${specifier}'\n`)
    else if (style === 1) lines.push(`import * as ${local} from '${specifier}'\n`)
    else if (style === 2 && isType) body.push(value(`import('${specifier}').${name}`))
    else if (style === 3 && !isType)
      body.push(`export const use${at} = async () => (await import('${specifier}')).${name}\n`)
    else lines.push(`import { ${isType ? 'type ' : ''}${name} } from '${specifier}'\n`)
    if (style === 0) body.push(value(local))
    else if (style === 1) body.push(value(`${local}.${name}`))
    else if (!((style === 2 && isType) || (style === 3 && !isType)))
      body.push(value(name), `export function shadow${at}(${name}: number) {\n  return ${name}\n}\n`)
  }
  return `${lines.join('')}\n${body.join('')}`
}

/** The module itself, by a relative path or the alias, or the barrel of its folder. */
function spell(random: Random, from: string, path: string): string {
  const [, folder, stem] = path.split('/')
  const inner = random.next() < 0.4 ? `${folder}` : `${folder}/${stem}`
  if (random.next() < 0.3) return `~/${inner}`
  return from.split('/')[1] === folder && inner.includes('/') ? `./${stem}` : `../${inner}`
}
