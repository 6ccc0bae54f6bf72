import type { Random } from '../../bench/mutation/random.ts'

interface Module {
  readonly name: string
  readonly symbols: readonly string[]
}

const DEFINITIONS = [
  (name: string) => `class ${name}:\n    @classmethod\n    def make(cls) -> "${name}":\n        return ${name}()\n`,
  (name: string) => `def ${name}(value=None):\n    return value or ${name}\n`,
  (name: string) => `${name} = {"${name}": 1}\n`,
] as const

/** A small Python repository: packages that hand on names in both ways, and modules that import each other in every style. */
export function generatePython(random: Random): Map<string, string> {
  const files = new Map<string, string>([['app/__init__.py', '']])
  const modules: Module[] = []
  for (const [at, folder] of ['core', 'net', 'view'].entries()) {
    const own: Module[] = []
    for (let index = 0; index < 3; index++) {
      const name = `app.${folder}.part${at}${index}`
      const symbols = [0, 1, 2].map((position) => `Thing${at}${index}${position}`)
      const definitions = symbols.map((symbol) => (random.pick(DEFINITIONS) ?? DEFINITIONS[0])(symbol))
      const imports = modules.length === 0 ? '' : writeUses(random, name, modules)
      files.set(`${name.split('.').join('/')}.py`, `${imports}\n\n${definitions.join('\n\n')}`)
      own.push({ name, symbols })
    }
    modules.push(...own)
    files.set(`app/${folder}/__init__.py`, writePackage(random, own))
  }
  for (let index = 0; index < 8; index++) files.set(`app/use${index}.py`, writeUses(random, `app.use${index}`, modules))
  return files
}

function writePackage(random: Random, modules: readonly Module[]): string {
  const lines = modules.map(
    ({ name, symbols }) => `from .${name.split('.').at(-1)} import ${random.next() < 0.4 ? '*' : symbols.join(', ')}\n`,
  )
  if (random.next() < 0.5) return lines.join('')
  const listed = modules.flatMap(({ symbols }) => symbols).map((symbol) => `    "${symbol}",\n`)
  return `${lines.join('')}\n__all__ = [\n${listed.join('')}]\n`
}

function writeUses(random: Random, from: string, modules: readonly Module[]): string {
  const lines: string[] = []
  const body: string[] = []
  for (const [at, module] of random.shuffle(modules).slice(0, 4).entries()) {
    const symbol = random.pick(module.symbols) ?? ''
    const [, folder, stem] = module.name.split('.')
    const barrel = `app.${folder}`
    const local = `local${at}`
    const style = random.below(8)
    if (style === 0) lines.push(`from ${module.name} import ${symbol} as ${local}\n`)
    else if (style === 1) lines.push(`import ${module.name}\n`)
    else if (style === 2) lines.push(`import ${module.name} as ${local}\n`)
    else if (style === 3) lines.push(`from ${barrel} import ${stem}\n`)
    else if (style === 4) lines.push(`from ${barrel} import ${symbol}\n`)
    else if (style === 5)
      lines.push(
        from.split('.')[1] === folder
          ? `from .${stem} import ${symbol}\n`
          : `from ${from.split('.').length > 2 ? '..' : '.'}${folder}.${stem} import ${symbol}\n`,
      )
    else if (style === 6)
      body.push(
        `def late${at}():\n    from ${module.name} import ${symbol}\n    return ${symbol}, lambda ${symbol}: ${symbol}\n`,
      )
    else lines.push(`from ${module.name} import ${symbol}\n`)
    if (style === 6) continue
    const path = [local, `${module.name}.${symbol}`, `${local}.${symbol}`, `${stem}.${symbol}`][style] ?? symbol
    body.push(
      `def use${at}(value: "${path}" = ${path}, *, ${symbol}_=1):\n    return [value, ${path}, dict(${symbol}=${path})]\n`,
    )
    if (!path.includes('.')) body.push(`def shadow${at}(${path}):\n    return ${path}\n`)
  }
  return `${lines.join('')}\n\n${body.join('\n\n')}`
}
